"""The binary format of WebAssembly, for tests that need modules no assembler writes."""


def leb(number):
    out = bytearray()
    while True:
        out.append(number & 0x7f | (0x80 if number > 0x7f else 0))
        number >>= 7
        if not number:
            return bytes(out)


def sized(data):
    return leb(len(data)) + data


def vector(items):
    return leb(len(items)) + b"".join(items)


def name(text):
    return sized(text.encode())


def section(number, items):
    return bytes([number]) + sized(vector(items))


def module(*sections):
    return b"\0asm\1\0\0\0" + b"".join(sections)
