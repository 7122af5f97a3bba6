"""A module that serves another one's imports: functions return zeros, globals are zero or null, tags are tags."""

from binary import OPS, module, section, signed, unsigned, vector


class Reader:
    def __init__(self, content):
        self.content = content
        self.position = 0

    def byte(self):
        self.position += 1
        return self.content[self.position - 1]

    def bytes(self, count):
        self.position += count
        return self.content[self.position - count:self.position]

    def number(self):
        result = shift = 0
        while True:
            byte = self.byte()
            result |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return result

    def name(self):
        return self.bytes(self.number())

    def value_type(self):
        code = self.bytes(1)
        return code + self.bytes(1) if code in (b"\x63", b"\x64") else code

    def limits(self):
        flags = self.number()
        return unsigned(flags) + unsigned(self.number()) + (unsigned(self.number()) if flags & 1 else b"")


def sections(binary):
    reader = Reader(binary)
    reader.bytes(8)
    found = {}
    while reader.position < len(binary):
        number = reader.byte()
        found[number] = reader.bytes(reader.number())
    return found


def read_types(content):
    """Encoded type and results of each function type."""
    reader = Reader(content)
    types = []
    for _ in range(reader.number()):
        start = reader.position
        if reader.byte() != 0x60:
            raise ValueError("not a plain function type")
        for _ in range(reader.number()):
            reader.value_type()
        results = [reader.value_type() for _ in range(reader.number())]
        types.append((content[start:reader.position], results))
    return types


def zero(code):
    """A constant expression, without its end."""
    constants = {0x7F: ("i32.const", signed(0)), 0x7E: ("i64.const", signed(0)), 0x7D: ("f32.const", bytes(4)),
                 0x7C: ("f64.const", bytes(8)), 0x7B: ("v128.const", bytes(16))}
    if code[0] in constants:
        mnemonic, immediate = constants[code[0]]
        return OPS[mnemonic].code + immediate
    if code[0] == 0x64:
        raise ValueError("a reference that cannot be null")
    return OPS["ref.null"].code + (code[1:] or code)


def support_module(binary):
    """The module and the module names it serves. ValueError if there are imports that nothing simple can serve."""
    found = sections(binary)
    types = read_types(found.get(1, b"\0"))
    functions, bodies, tables, memories, global_items, tags, exports, names = [], [], [], [], [], [], [], []
    reader = Reader(found.get(2, b"\0"))
    for _ in range(reader.number()):
        names.append(reader.name().decode())
        field, kind = reader.name(), reader.byte()
        if kind == 0:
            index, items = reader.number(), functions
            body = b"\0" + b"".join(zero(code) for code in types[index][1]) + OPS["end"].code
            bodies.append(unsigned(len(body)) + body)
            item = unsigned(index)
        elif kind == 1:
            item, items = reader.value_type() + reader.limits(), tables
        elif kind == 2:
            item, items = reader.limits(), memories
        elif kind == 3:
            code = reader.value_type()
            item, items = code + reader.bytes(1) + zero(code) + OPS["end"].code, global_items
        else:
            item, items = reader.bytes(1) + unsigned(reader.number()), tags
        exports.append(unsigned(len(field)) + field + bytes([kind]) + unsigned(len(items)))
        items.append(item)
    encoded = [encoded for encoded, _ in types]
    return module([section(1, encoded), section(3, functions), section(4, tables), section(5, memories), section(13, tags),
                   section(6, global_items), section(7, exports), section(10, bodies)]), sorted(set(names))
