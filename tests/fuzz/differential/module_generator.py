"""Random modules that use every feature the compiler has and the reference engine knows.

A module's functions are random (function_generator.py) and call each other. Around them are entries, which the test
calls: "run N" takes numbers only, so that JavaScript can call it, gives the module fresh fuel, and returns numbers whose
NaNs are canonical; "hash" digests memories, globals and tables. Two encodings come from one seed: the other one has calls
of functions where this one has wide arithmetic.
"""

import dataclasses

from binary import OPS, function_type, limits, module, name, section, signed, unsigned, value_type, vector
from choices import Choices
from function_generator import FLOAT, NAMES, FunctionGenerator

FUEL = 300
WIDE = ["i64.add128", "i64.sub128", "i64.mul_wide_s", "i64.mul_wide_u"]
FUNCTION, TABLE, MEMORY, GLOBAL = range(4)


@dataclasses.dataclass
class Memory:
    is64: bool
    pages: int


@dataclasses.dataclass
class Step:
    field: str
    parameters: str
    results: str


class ModuleGenerator:
    def __init__(self, choices, has_wide_arithmetic):
        self.random = choices
        self.has_wide_arithmetic = has_wide_arithmetic
        self.types = []
        self.throws = self.random.choice((0, 0, 1, 1))
        self.legacy = self.random.random() < 0.4
        self.memories = [Memory(self.random.random() < 0.15, 2) for _ in range(self.random.choice((1, 1, 1, 2, 3)))]
        self.tags = [self.some_types(3) for _ in range(2)]
        self.extern_table_size = 4
        self.make_globals()
        self.make_signatures()
        self.tables = True
        self.passive_data = []

    def some_types(self, most, letters="iIfFv"):
        return tuple(self.random.choice(letters) for _ in range(self.random.randint(0, most)))

    # The index spaces

    def type_index(self, parameters, results):
        key = (tuple(parameters), tuple(results))
        if key not in self.types:
            self.types.append(key)
        return self.types.index(key)

    def make_globals(self):
        self.global_types = ["i"]  # the fuel
        self.writable = [True]
        for letter in "iIfFvrx" + "".join(self.some_types(6)):
            self.global_types.append(letter)
            self.writable.append(self.random.random() < 0.8)
        self.fuel = 0

    def globals_of(self, letter, writable=False):
        return [i for i, other in enumerate(self.global_types)
                if i != self.fuel and other == letter and (self.writable[i] or not writable)]

    def make_signatures(self):
        """The helpers for wide arithmetic, the random functions, an entry for each, and the hash."""
        count = self.random.randint(3, 7)
        self.signatures = [(tuple(OPS[op].parameters), tuple(OPS[op].results)) for op in WIDE]
        self.first = len(self.signatures)
        shared_results = self.some_types(2)
        for _ in range(count):
            most = self.random.choice((3, 3, 3, 12, 20))
            results = shared_results if self.random.random() < 0.4 else self.some_types(self.random.choice((1, 1, 2, 5)))
            self.signatures.append((self.some_types(most, "iiIIfFvvrx"), results))
        self.end = len(self.signatures)
        self.called_types = [self.type_index(*self.signatures[i]) for i in range(self.first, self.end)]

    def signature(self, function):
        return self.signatures[function]

    def callees(self, wanted):
        return [i for i in range(self.first, self.end) if wanted(self.signatures[i][1])]

    def functions_of(self, letter):
        if letter == "r":
            return list(range(self.first, self.end))
        if isinstance(letter, int):
            return [i for i in range(self.first, self.end) if self.type_index(*self.signatures[i]) == letter]
        return []

    def table_slot(self, function):
        return function - self.first if function - self.first < 8 else None

    def pick_memory(self, chooser):
        return 0 if chooser.random() < 0.75 else chooser.randrange(len(self.memories))

    def wide_call(self, opcode):
        if self.has_wide_arithmetic:
            return opcode.code
        return OPS["call"].code + unsigned(WIDE.index(opcode.mnemonic))

    # Code

    def body(self, parameters, results=(), budget=0):
        return FunctionGenerator(self, self.random, parameters, list(results), budget)

    def wide_helper(self, mnemonic):
        """What an instruction of wide arithmetic does, in plain ones."""
        f = self.body(OPS[mnemonic].parameters)
        if mnemonic.endswith("128"):
            operation, borrow = ("i64.add", (0, 2)) if "add" in mnemonic else ("i64.sub", (0, 2))
            get = lambda local: f.emit("local.get", local)
            low = f.new_local("I")
            get(0), get(2), f.emit(operation), f.emit("local.tee", low)
            get(1), get(3), f.emit(operation)
            if operation == "i64.add":
                get(low), get(0)
            else:
                get(borrow[0]), get(borrow[1])
            f.emit("i64.lt_u"), f.emit("i64.extend_i32_u"), f.emit(operation)
        else:
            self.multiply(f, mnemonic.endswith("_s"))
        f.emit("end")
        return f.body()

    def multiply(self, f, is_signed):
        """Long multiplication by halves."""
        def shifted(local):
            f.emit("local.get", local), f.integer("I", 32), f.emit("i64.shr_u")

        def lower(local):
            f.emit("local.get", local), f.integer("I", 0xFFFFFFFF), f.emit("i64.and")

        middle, other = f.new_local("I"), f.new_local("I")
        f.emit("local.get", 0), f.emit("local.get", 1), f.emit("i64.mul")
        shifted(0), lower(1), f.emit("i64.mul")
        lower(0), lower(1), f.emit("i64.mul"), f.integer("I", 32), f.emit("i64.shr_u")
        f.emit("i64.add"), f.emit("local.set", middle)
        lower(0), shifted(1), f.emit("i64.mul"), lower(middle), f.emit("i64.add"), f.emit("local.set", other)
        shifted(0), shifted(1), f.emit("i64.mul")
        shifted(middle), f.emit("i64.add"), shifted(other), f.emit("i64.add")
        if is_signed:
            for this, that in ((0, 1), (1, 0)):
                f.emit("local.get", that)
                f.emit("local.get", this), f.integer("I", 63), f.emit("i64.shr_s"), f.emit("i64.and")
                f.emit("i64.sub")

    def entry(self, function):
        """Numbers in, numbers out: vectors come from one integer and leave as two, references leave as a test for null."""
        parameters, results = self.signatures[function]
        f = self.body("".join({"v": "I", "r": "i"}.get(letter, letter) for letter in parameters))
        f.integer("i", FUEL)
        f.emit("global.set", self.fuel)
        for local, letter in enumerate(parameters):
            f.emit("local.get", local)
            if letter == "v":
                f.emit("i64x2.splat")
            elif letter == "r":
                f.integer("i", 7), f.emit("i32.and"), f.emit("table.get", 0)
        f.emit("call", function)
        taken = [f.new_local(letter) for letter in results]
        for local in reversed(taken):
            f.emit("local.set", local)
        for local, letter in zip(taken, results):
            f.emit("local.get", local)
            if letter in FLOAT:
                f.canonical(letter)
            elif letter == "v":
                f.emit("i64x2.extract_lane", bytes([0]))
                f.emit("local.get", local)
                f.emit("i64x2.extract_lane", bytes([1]))
        f.emit("end")
        return f.body()

    def entry_signature(self, function):
        parameters, results = self.signatures[function]
        return ("".join({"v": "I", "r": "i"}.get(letter, letter) for letter in parameters),
                "".join({"v": "II"}.get(letter, letter) for letter in results))

    def hash(self):
        f = self.body("")
        total, position = f.new_local("I"), f.new_local("I")
        f.emit("i64.const", signed(14695981039346656037 - (1 << 64))), f.emit("local.set", total)

        def mix():
            f.emit("local.get", total), f.emit("i64.xor"), f.integer("I", 1099511628211), f.emit("i64.mul")
            f.emit("local.set", total)

        for index, memory in enumerate(self.memories):
            f.integer("I", 0), f.emit("local.set", position)
            f.emit("loop", b"\x40")
            f.emit("local.get", position)
            if not memory.is64:
                f.emit("i32.wrap_i64")
            f.emit("i64.load", unsigned(0x43) + unsigned(index) + unsigned(0))
            mix()
            f.emit("local.get", position), f.integer("I", 8), f.emit("i64.add"), f.emit("local.tee", position)
            f.emit("memory.size", index)
            if not memory.is64:
                f.emit("i64.extend_i32_u")
            f.integer("I", 65536), f.emit("i64.mul"), f.emit("i64.lt_u"), f.emit("br_if", 0)
            f.emit("end")
        for index, letter in enumerate(self.global_types):
            f.emit("global.get", index)
            self.to_integers(f, letter)
            mix()
            if letter == "v":
                f.emit("global.get", index), f.emit("i64x2.extract_lane", bytes([1]))
                mix()
        f.emit("table.size", 0), f.emit("i64.extend_i32_u")
        mix()
        for slot in range(8):
            f.integer("i", slot), f.emit("table.get", 0), f.emit("ref.is_null"), f.emit("i64.extend_i32_u")
            mix()
        f.emit("local.get", total), f.emit("end")
        return f.body()

    def to_integers(self, f, letter):
        if letter in FLOAT:
            f.canonical(letter)
            f.emit(f"{NAMES[{'f': 'i', 'F': 'I'}[letter]]}.reinterpret_{FLOAT[letter]}")
        if letter in "rx":
            f.emit("ref.is_null")
        if letter in "ifrx":
            f.emit("i64.extend_i32_u")
        elif letter == "v":
            f.emit("i64x2.extract_lane", bytes([0]))

    # The binary

    def constant(self, letter):
        f = self.body("")
        if letter in "rx":
            f.emit("ref.null", value_type(letter))
        else:
            f.constant(letter)
            if letter in "iI" and self.random.random() < 0.3:
                f.constant(letter), f.emit(f"{NAMES[letter]}.mul")
        f.emit("end")
        return bytes(f.code)

    def encode(self):
        f = self.random
        bodies = [self.wide_helper(op) for op in WIDE]
        data = [(memory, f.randbytes(f.randint(0, 64))) for memory in range(len(self.memories)) for _ in range(2)]
        self.passive_data = list(range(len(data), len(data) + 2))
        count = self.end - self.first
        for function in range(self.first, self.end):
            body = self.body(*self.signatures[function], budget=f.choice((30, 80, 200, 400)))
            for index in f.sample(self.called_types, min(2, count)):
                body.new_local(index)
            for letter in "rx":
                body.new_local(letter)
            bodies.append(body.generate())
        bodies += [self.entry(function) for function in range(self.first, self.end)]
        bodies.append(self.hash())
        entries = [self.entry_signature(function) for function in range(self.first, self.end)] + [("", "I")]
        indices = [self.type_index(*signature) for signature in self.signatures + entries]
        tag_indices = [self.type_index(tag, ()) for tag in self.tags]
        global_section = [value_type(letter) + bytes([writable]) + self.constant(letter)
                          for letter, writable in zip(self.global_types, self.writable)]
        in_table = list(range(self.first, min(self.end, self.first + 8)))
        exports = [name(f"run {i}") + bytes([FUNCTION]) + unsigned(self.end + i) for i in range(count)]
        exports.append(name("hash") + bytes([FUNCTION]) + unsigned(self.end + count))
        return module([
            section(1, [function_type(*signature) for signature in self.types]),
            section(3, [unsigned(index) for index in indices]),
            section(4, [b"\x70" + limits(10, 20), b"\x6f" + limits(self.extern_table_size, 8)]),
            section(5, [limits(memory.pages, 4, memory.is64) for memory in self.memories]),
            section(13, [b"\0" + unsigned(index) for index in tag_indices]),
            section(6, global_section),
            section(7, exports),
            section(9, [b"\x01\x00" + vector(unsigned(function) for function in in_table),
                        b"\x00" + OPS["i32.const"].code + signed(0) + OPS["end"].code +
                        vector(unsigned(function) for function in in_table),
                        b"\x03\x00" + vector(unsigned(function) for function in range(self.first, self.end))]),
            bytes([12]) + unsigned(len(unsigned(len(data) + 2))) + unsigned(len(data) + 2),
            section(10, bodies),
            section(11, [self.active(memory, content) for memory, content in data] +
                    [b"\x01" + unsigned(size) + f.randbytes(size) for size in (24, 24)]),
        ])

    def active(self, memory, content):
        letter = "I" if self.memories[memory].is64 else "i"
        offset = self.random.randrange(0x8000)
        return (b"\x02" + unsigned(memory) + OPS[f"{NAMES[letter]}.const"].code + signed(offset) + OPS["end"].code +
                unsigned(len(content)) + content)

    # What to call

    def plan(self):
        """Every entry three times, and the hash at last, with arguments from small to extreme."""
        f = self.random
        steps = []
        for round_number in range(3):
            for index in range(self.end - self.first):
                parameters, results = self.entry_signature(self.first + index)
                arguments = [self.argument(f, letter, round_number) for letter in parameters]
                steps.append({"field": f"run {index}", "args": arguments, "results": [type_name(r) for r in results]})
            steps.append({"field": "hash", "args": [], "results": ["i64"]})
        return steps

    def argument(self, f, letter, round_number):
        if letter == "x":
            return {"type": "externref", "value": str(f.randrange(9))}
        bits = 32 if letter in "if" else 64
        if letter in "iI":
            number = (f.randrange(10), f.choice((0, -1, 1 << (bits - 1), 255, 4096)), f.getrandbits(bits))[round_number]
        else:
            number = f.choice((0, 1 << (bits - 1), 0x3F800000 << (bits - 32), 0xC0200000 << (bits - 32),
                               0x7F800000 << (bits - 32), 0x4F000000 << (bits - 32), 0x3FF0000000000000 >> (64 - bits)))
        return {"type": NAMES[letter], "value": str(number & ((1 << bits) - 1))}


def type_name(letter):
    return {"x": "externref", "r": "funcref"}.get(letter) or NAMES[letter]


def generate(choices):
    """The module for the compiler, the one for the reference engine, and what to call in both."""
    compiled = ModuleGenerator(choices, True)
    binary, plan = compiled.encode(), compiled.plan()
    reference = ModuleGenerator(Choices(replayed=choices.drawn), False)
    return binary, reference.encode(), plan
