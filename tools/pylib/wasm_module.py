"""Builds WebAssembly modules byte by byte, for tests that need shapes no other tool writes (binary format, section 5)."""

I32, I64, F32, F64, V128, FUNCREF = b"\x7f", b"\x7e", b"\x7d", b"\x7c", b"\x7b", b"\x70"
EMPTY_BLOCK = b"\x40"
PLAIN = b"\x60\0\0"  # the type of functions without parameters and results

TYPE, IMPORT, FUNCTION, TABLE, MEMORY, GLOBAL, EXPORT, START, ELEMENT, CODE, DATA, DATA_COUNT, TAG = range(1, 14)


def unsigned(number):
    encoded = bytearray()
    while number >= 0x80:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(encoded) + bytes([number])


def signed(number):
    encoded = bytearray()
    while not -0x40 <= number < 0x40:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(encoded) + bytes([number & 0x7F])


def vector(items):
    items = list(items)
    return unsigned(len(items)) + b"".join(items)


def sized(content):
    """The content behind its length."""
    return unsigned(len(content)) + content


def name(text):
    data = text if isinstance(text, bytes) else text.encode()
    return sized(data)


def section(number, content):
    return bytes([number]) + sized(content)


def custom_section(title, content):
    return section(0, name(title) + content)


def module(*sections):
    return b"\0asm\1\0\0\0" + b"".join(sections)


def function_type(parameters, results):
    return b"\x60" + vector(parameters) + vector(results)


def body(code, local_groups=()):
    """A function's body; `local_groups` are pairs of a count and a type."""
    content = vector(unsigned(count) + kind for count, kind in local_groups) + code + b"\x0b"
    return sized(content)


def i32_const(number):
    return b"\x41" + signed(number)


def local_get(index):
    return b"\x20" + unsigned(index)


def local_set(index):
    return b"\x21" + unsigned(index)


def local_tee(index):
    return b"\x22" + unsigned(index)


def call(index):
    return b"\x10" + unsigned(index)


def export_function(text, index):
    return name(text) + b"\0" + unsigned(index)


def export_memory(text="memory"):
    return name(text) + b"\x02\0"
