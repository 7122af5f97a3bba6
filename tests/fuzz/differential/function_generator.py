"""Random function bodies that are valid by construction.

Code is emitted in order: value(t) leaves a value of type t on the stack, statement() leaves nothing. A body may end
in a trap or an exception but ends always: calls and unbounded loops burn fuel, the other loops count to a small
number. The bits of a NaN never become visible: where a float turns into bits, NaNs are made canonical. What only reads, or
may turn out to, is in bounds: compiled code may lose it if nobody needs the value (docs/design.md, "Strictness").
"""

import struct

from binary import OPS, unsigned, signed, value_type, value_types

NAN = {"f": struct.pack("<I", 0x7FC00000), "F": struct.pack("<Q", 0x7FF8 << 48)}
FLOAT = {"f": "f32", "F": "f64"}
NAMES = {"i": "i32", "I": "i64", "f": "f32", "F": "f64", "v": "v128"}
BLOCK_LIMIT = 6

INTERESTING_INTEGERS = [0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 33, 63, 64, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF,
                        0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]
INTERESTING_FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, -2.5, 3.0, 100.0, -7.25, 2147483647.0, 2147483648.0, -2147483649.0,
                      4294967296.0, 9.2e18, 1e30, 1e-30, 1e-40, float("inf"), float("-inf"), float("nan")]

# Vector instructions whose results may be NaNs of any bits, by the shape of their lanes.
ARITHMETIC = {"f32x4": "f32x4", "f64x2": "f64x2"}
NAN_MAKERS = ("add", "sub", "mul", "div", "sqrt", "min", "max", "ceil", "floor", "trunc", "nearest",
              "demote_f64x2_zero", "promote_low_f32x4")


def makes_nans(opcode):
    shape, _, operation = opcode.mnemonic.partition(".")
    return shape if shape in ARITHMETIC and operation in NAN_MAKERS else None


def is_plain(opcode):
    """Whether operands, immediates and one result are all there is to the instruction."""
    return (not opcode.feature.startswith("*") and len(opcode.results) == 1 and
            opcode.feature != "RelaxedSimd" and
            opcode.immediate in ("None", "Lane", "Shuffle", "Memory", "MemoryLane") and
            not opcode.mnemonic.startswith("memory.atomic"))


PRODUCERS = {letter: [op for op in OPS.values() if is_plain(op) and op.results == letter] for letter in "iIfFv"}
STORES = [op for op in OPS.values()
          if op.results == "" and op.immediate in ("Memory", "MemoryLane") and op.parameters.startswith("a")]
# Loads and stores without lanes and atomics, for loops that a compiler may vectorize.
ARRAY_LOADS = {letter: [op for op in PRODUCERS[letter] if op.immediate == "Memory" and op.feature in ("Core", "Simd")]
               for letter in "iIfFv"}
ARRAY_STORES = [op for op in STORES if op.immediate == "Memory" and op.feature in ("Core", "Simd")]


class FunctionGenerator:
    def __init__(self, module, random, parameters, results, budget):
        self.module = module
        self.random = random
        self.results = results
        self.locals = list(parameters)  # letters, or type numbers for typed function references
        self.parameter_count = len(parameters)
        self.reserved = set()  # counters, which random code may only read
        self.code = bytearray()
        self.labels = [tuple(results)]  # the operands of a branch, outermost first; None: nothing may branch there
        self.budget = budget
        self.depth = 0
        self.loops = 0
        self.scratch = {}
        for letter in "iiIIfFv":
            self.new_local(letter)
        self.caught = []  # locals of type e
        self.legacy_handlers = []  # label heights of the legacy catches around

    # Emitting

    def emit(self, mnemonic, *immediates):
        self.code += OPS[mnemonic].code
        for immediate in immediates:
            self.code += immediate if isinstance(immediate, bytes) else unsigned(immediate)

    def integer(self, letter, number):
        bits = 32 if letter == "i" else 64
        number &= (1 << bits) - 1
        self.emit(f"{NAMES[letter]}.const", signed(number - (1 << bits) if number >> (bits - 1) else number))

    def new_local(self, letter):
        self.locals.append(letter)
        return len(self.locals) - 1

    def scratch_local(self, letter):
        """A local for code that uses it at once and generates nothing in between."""
        if letter not in self.scratch:
            self.scratch[letter] = self.new_local(letter)
            self.reserved.add(self.scratch[letter])
        return self.scratch[letter]

    def pick_local(self, letter, writable=False):
        choices = [i for i, other in enumerate(self.locals)
                   if other == letter and i not in self.scratch.values() and
                   not (writable and i in self.reserved)]
        return self.random.choice(choices) if choices else None

    def chance(self, probability):
        return self.random.random() < probability

    # NaNs

    def canonical(self, letter):
        """Makes a NaN on top of the stack canonical."""
        local = self.scratch_local(letter)
        self.emit("local.tee", local)
        self.emit(f"{FLOAT[letter]}.const", NAN[letter])
        self.emit("local.get", local)
        self.emit("local.get", local)
        self.emit(f"{FLOAT[letter]}.eq")
        self.emit("select")

    def canonical_lanes(self, shape):
        local = self.scratch_local("v")
        self.emit("local.tee", local)
        self.emit("v128.const", NAN["f"] * 4 if shape == "f32x4" else NAN["F"] * 2)
        self.emit("local.get", local)
        self.emit("local.get", local)
        self.emit(f"{shape}.eq")
        self.emit("v128.bitselect")

    def bits_value(self, letter):
        """A value whose bits will be seen."""
        self.value(letter)
        if letter in FLOAT:
            self.canonical(letter)

    # Values

    def constant(self, letter):
        if letter in "iI":
            number = self.random.choice(INTERESTING_INTEGERS)
            if self.chance(0.2):
                number = self.random.getrandbits(64)
            return self.integer(letter, -number if self.chance(0.3) else number)
        if letter in FLOAT:
            number = self.random.choice(INTERESTING_FLOATS)
            if number != number:
                return self.emit(f"{FLOAT[letter]}.const", NAN[letter])
            return self.emit(f"{FLOAT[letter]}.const", struct.pack("<f" if letter == "f" else "<d", number))
        lanes = self.random.choice((1, 2, 4, 8))
        parts = [self.random.choice(INTERESTING_INTEGERS + [self.random.getrandbits(64)]) for _ in range(16 // lanes)]
        if self.chance(0.3):
            parts = parts[:1] * len(parts)
        self.emit("v128.const", b"".join((part & (1 << 8 * lanes) - 1).to_bytes(lanes, "little") for part in parts))

    def leaf(self, letter):
        if isinstance(letter, int) or letter in "rxe":
            return self.reference_leaf(letter)
        local = self.pick_local(letter)
        if local is not None and self.chance(0.65):
            return self.emit("local.get", local)
        if self.chance(0.25) and self.module.globals_of(letter):
            return self.emit("global.get", self.random.choice(self.module.globals_of(letter)))
        self.constant(letter)

    def reference_leaf(self, letter):
        local = self.pick_local(letter)
        if local is not None and self.chance(0.5):
            return self.emit("local.get", local)
        functions = self.module.functions_of(letter)
        if functions and self.chance(0.85):
            return self.emit("ref.func", self.random.choice(functions))
        self.emit("ref.null", signed(letter) if isinstance(letter, int) else value_type(letter))

    def value(self, letter, lanes=None):
        """`lanes`: the shape in which a vector is used, if its NaNs stay NaNs there."""
        self.budget -= 1
        if isinstance(letter, int) or letter in "rxe":
            return self.reference(letter)
        if self.budget <= 0 or self.depth > 7:
            return self.leaf(letter)
        self.depth += 1
        makers = [(self.leaf, 3), (self.operation, 11), (self.block, 1), (self.if_else, 1), (self.call, 1.2),
                  (self.select, 1), (self.tee, 0.7), (self.load, 2.5), (self.protected, 0.5 * self.module.throws),
                  (self.branch_value, 0.25)]
        if letter == "I":
            makers.append((self.wide, 0.5))
        if letter == "i":
            makers.append((self.small_integer, 1.5))
        maker = self.random.weighted(makers)
        if maker == self.operation:
            self.operation(letter, lanes)
        else:
            maker(letter)
        self.depth -= 1

    def values(self, letters):
        for letter in letters:
            self.value(letter)

    def operation(self, letter, lanes=None):
        opcode = self.random.choice(PRODUCERS[letter])
        while opcode.immediate in ("Memory", "MemoryLane"):
            opcode = self.random.choice(PRODUCERS[letter])
        shape = makes_nans(opcode)
        source = shape if "demote" not in opcode.mnemonic and "promote" not in opcode.mnemonic else None
        sees_bits = ("reinterpret" in opcode.mnemonic or "splat" in opcode.mnemonic or
                     "replace_lane" in opcode.mnemonic)
        if "i32.trunc_f" in opcode.mnemonic or "i64.trunc_f" in opcode.mnemonic:
            return self.truncation(opcode)
        for position, parameter in enumerate(opcode.parameters):
            if parameter == "v":
                self.value("v", source)
            elif sees_bits or ("copysign" in opcode.mnemonic and position == 1):
                self.bits_value(parameter)
            else:
                self.value(parameter)
        if parameter in "iI" and ("div_" in opcode.mnemonic or "rem_" in opcode.mnemonic) and self.chance(0.95):
            self.integer(parameter, 1)
            self.emit(f"{NAMES[parameter]}.or")
        self.emit(opcode.mnemonic, self.immediate(opcode))
        if shape and shape != lanes:
            self.canonical_lanes(shape)

    def truncation(self, opcode):
        """Mostly of a number that fits."""
        letter = opcode.parameters
        if self.chance(0.95):
            self.value("i")
            self.integer("i", 0x7FFFFF)
            self.emit("i32.and")
            self.emit(f"{FLOAT[letter]}.convert_i32_s")
        else:
            self.value(letter)
        self.emit(opcode.mnemonic)

    def immediate(self, opcode):
        if opcode.immediate == "Lane":
            return bytes([self.random.randrange(opcode.argument)])
        if opcode.immediate == "Shuffle":
            lanes = [self.random.randrange(32) for _ in range(16)]
            if self.chance(0.5):  # whole lanes, as compilers emit them
                size = self.random.choice((2, 4, 8))
                firsts = [self.random.randrange(32 // size) * size for _ in range(16 // size)]
                lanes = [first + i for first in firsts for i in range(size)]
            return bytes(lanes)
        return b""

    def select(self, letter):
        self.value(letter)
        self.value(letter)
        self.value("i")
        if self.chance(0.3):
            self.code += b"\x1c" + value_types([letter])
        else:
            self.emit("select")

    def tee(self, letter):
        local = self.pick_local(letter, writable=True)
        self.value(letter)
        if local is not None:
            self.emit("local.tee", local)

    def small_integer(self, _):
        self.value("i")
        self.integer("i", self.random.choice((1, 3, 7, 31, 255)))
        self.emit("i32.and")

    def wide(self, _):
        """One half of a 128-bit result; engines without the instructions call a function that does the same."""
        opcode = self.random.choice([op for op in OPS.values() if op.feature == "WideArithmetic"])
        self.values(opcode.parameters)
        self.code += self.module.wide_call(opcode)
        if self.chance(0.5):
            self.emit("drop")
        else:
            local = self.scratch_local("I")
            self.emit("local.set", local)
            self.emit("drop")
            self.emit("local.get", local)

    def reference(self, letter):
        if letter == "r" and self.budget > 0 and self.chance(0.3) and self.module.tables:
            self.table_index()
            return self.emit("table.get", 0)
        if letter == "x" and self.budget > 0 and self.chance(0.4):
            self.integer("i", self.random.randrange(self.module.extern_table_size))
            return self.emit("table.get", 1)
        self.reference_leaf(letter)

    # Memory

    def address(self, memory, is_inside=False):
        """In bounds once the static offset is added; nearly always, if it need not be."""
        letter = "I" if self.module.memories[memory].is64 else "i"
        self.value(letter)
        if is_inside or self.chance(0.98):
            self.integer(letter, 0xFFF8 if self.chance(0.5) else 0x7FFF)
            self.emit(f"{NAMES[letter]}.and")
        return letter

    def memory_argument(self, opcode, memory, is_inside):
        natural = opcode.argument
        align = natural if opcode.feature == "Threads" else self.random.randint(0, natural)
        offset = self.random.choice((0, 0, 0, 1, 4, 8, 12, 16, 100, 1024, 65520))
        if not is_inside and self.chance(0.01):
            offset = self.random.choice((0x10000, 0x7FFFFFFF, 0xFFFFFFFF))
        if opcode.feature == "Threads":
            offset &= ~7
        if memory == 0 and self.chance(0.9):
            encoded = unsigned(align) + unsigned(offset)
        else:
            encoded = unsigned(align | 0x40) + unsigned(memory) + unsigned(offset)
        if opcode.immediate == "MemoryLane":
            encoded += bytes([self.random.randrange(16 >> opcode.argument)])
        return encoded

    def load(self, letter):
        opcode = self.random.choice([op for op in PRODUCERS[letter] if op.immediate in ("Memory", "MemoryLane")])
        self.access(opcode)

    def access(self, opcode):
        memory = self.module.pick_memory(self.random)
        is_atomic = opcode.feature == "Threads"
        # Whether alignment or bounds are checked first is open.
        is_misaligned = is_atomic and self.chance(0.03)
        is_inside = is_misaligned or bool(opcode.results)
        letter = self.address(memory, is_inside)
        if is_atomic and not is_misaligned:
            self.integer(letter, -8)
            self.emit(f"{NAMES[letter]}.and")
        for parameter in opcode.parameters[1:]:
            self.bits_value(parameter)
        self.emit(opcode.mnemonic, self.memory_argument(opcode, memory, is_inside))

    # Control

    def block_type(self, parameters, results):
        if not parameters and not results:
            return b"\x40"
        if not parameters and len(results) == 1:
            return value_type(results[0])
        return signed(self.module.type_index(tuple(parameters), tuple(results)))

    def block(self, letter):
        results = [letter]
        self.emit("block", self.block_type([], results))
        self.labels.append(tuple(results))
        self.statements()
        self.value(letter)
        self.labels.pop()
        self.emit("end")

    def if_else(self, letter):
        parameters = self.random_types(2) if self.chance(0.15) else []
        self.values(parameters)
        self.value("i")
        self.emit("if", self.block_type(parameters, [letter]))
        self.labels.append((letter,))
        for arm in range(2):
            self.take(parameters)
            if self.chance(0.5):
                self.statements(1)
            self.value(letter)
            if arm == 0:
                self.emit("else")
        self.labels.pop()
        self.emit("end")

    def take(self, letters):
        """Moves the top of the stack into locals, or away."""
        for letter in reversed(letters):
            local = self.pick_local(letter, writable=True)
            if local is None:
                self.emit("drop")
            else:
                self.emit("local.set", local)

    def random_types(self, count, letters="iIfFv"):
        return [self.random.choice(letters) for _ in range(self.random.randint(0, count))]

    def branch_value(self, letter):
        """Never returns to where its value would be used."""
        self.branch()
        if self.chance(0.5):
            self.value(letter)

    def depths(self, wanted=lambda types: True):
        return [depth for depth, types in enumerate(reversed(self.labels)) if types is not None and wanted(types)]

    def branch(self):
        depth = self.random.choice(self.depths())
        self.values(self.labels[-1 - depth])
        self.emit("br", depth)

    def branch_if(self):
        depth = self.random.choice(self.depths())
        types = self.labels[-1 - depth]
        self.values(types)
        self.value("i")
        self.emit("br_if", depth)
        self.take(types)

    def branch_table(self):
        types = self.labels[-1 - self.random.choice(self.depths())]
        depths = self.depths(lambda other: other == types)
        self.values(types)
        self.value("i")
        targets = [self.random.choice(depths) for _ in range(self.random.randint(1, 6))]
        self.emit("br_table", unsigned(len(targets) - 1), *targets)

    def branch_on_null(self):
        index = self.random.choice(self.module.called_types)
        depths = self.depths(lambda types: not types)
        if depths:
            self.reference(index)
            self.emit("br_on_null", self.random.choice(depths))
            self.emit("drop")

    def burn_fuel(self):
        """Leaves whether there is none left."""
        self.emit("global.get", self.module.fuel)
        self.integer("i", 1)
        self.emit("i32.sub")
        self.emit("global.set", self.module.fuel)
        self.emit("global.get", self.module.fuel)
        self.integer("i", 0)
        self.emit("i32.lt_s")

    def statements(self, most=3):
        for _ in range(self.random.randint(0, most)):
            if self.budget > 0:
                self.statement()

    def statement(self):
        self.budget -= 1
        self.depth += 1
        if self.depth < 8:
            makers = [(self.set_local, 5), (self.set_global, 2), (self.store, 4), (self.plain_if, 2), (self.plain_block, 1),
                      (self.fueled_loop, 1), (self.counted_loop, 2 if self.loops < 2 else 0), (self.call_statement, 2),
                      (self.branch_if, 1.5), (self.bulk, 1), (self.table_statement, 0.8), (self.guarded_exit, 0.8),
                      (self.branch_on_null, 0.3), (self.plain_protected, self.module.throws),
                      (self.throw_maybe, self.module.throws)]
            self.random.weighted(makers)()
        self.depth -= 1

    def set_local(self):
        letter = self.random.choice([t for t in self.locals if t != "e"])
        local = self.pick_local(letter, writable=True)
        if local is not None:
            self.value(letter)
            self.emit("local.set", local)

    def set_global(self):
        letter = self.random.choice("iIfFvr")
        writable = self.module.globals_of(letter, writable=True)
        if writable:
            self.value(letter)
            self.emit("global.set", self.random.choice(writable))

    def store(self):
        self.access(self.random.choice(STORES))

    def plain_if(self):
        self.value("i")
        self.emit("if", b"\x40")
        self.labels.append(())
        self.statements()
        if self.chance(0.4):
            self.emit("else")
            self.statements()
        self.labels.pop()
        self.emit("end")

    def plain_block(self):
        results = self.random_types(4)
        self.emit("block", self.block_type([], results))
        self.labels.append(tuple(results))
        self.statements()
        if self.chance(0.2) and self.labels[-1:] != [()]:
            self.branch_table()
        self.values(results)
        self.labels.pop()
        self.emit("end")
        self.take(results)

    def fueled_loop(self):
        parameters = self.random_types(2)
        self.emit("block", b"\x40")
        self.labels.append(())
        self.values(parameters)
        self.emit("loop", self.block_type(parameters, []))
        self.labels.append(tuple(parameters))
        self.loops += 1
        self.take(parameters)
        self.burn_fuel()
        self.emit("br_if", 1)
        self.statements()
        self.values(parameters)
        self.value("i")
        self.emit("br_if", 0)
        self.take(parameters)
        self.loops -= 1
        for _ in range(2):
            self.labels.pop()
            self.emit("end")

    def guarded_exit(self):
        """Leaves under a condition: by a return, a branch or a tail call."""
        self.value("i")
        self.emit("if", b"\x40")
        self.labels.append(())
        self.random.choice((self.leave, self.branch, self.branch_table, self.tail_call, self.leave))()
        self.labels.pop()
        self.emit("end")

    def leave(self):
        self.values(self.results)
        self.emit("return")

    # Loops as compilers emit them

    def counted_loop(self):
        """Runs over arrays: for (i = start; i != end; i += step) with accesses at base + i * scale + offset."""
        counter = self.new_local("i")
        self.reserved.add(counter)
        iterations, step = self.random.choice((1, 3, 8, 15, 16, 17, 33, 64)), self.random.choice((1, 1, 1, 2, 4, 8, -1, -4))
        start = self.random.choice((0, 0, -iterations * step, 5, 0xFFFFFF00, 0x7FFFFFF0))
        end = start + iterations * step
        arrays = [self.array(start) for _ in range(self.random.randint(1, 3))]
        sum_letter = self.random.choice("iIfF")
        total = self.new_local(sum_letter)
        self.integer("i", start)
        self.emit("local.set", counter)
        self.emit("loop", b"\x40")
        self.labels.append(None)  # a branch there would skip the counter
        self.loops += 1
        for _ in range(self.random.randint(1, 3)):
            self.array_statement(counter, arrays, total, sum_letter)
        if self.chance(0.2):
            self.emit("block", b"\x40")
            self.labels.append(())
            self.statements(1)
            self.labels.pop()
            self.emit("end")
        self.loops -= 1
        self.labels.pop()
        self.emit("local.get", counter)
        self.integer("i", step)
        self.emit("i32.add")
        self.emit("local.tee", counter)
        self.integer("i", end)
        self.emit("i32.ne")
        self.emit("br_if", 0)
        self.emit("end")

    def array(self, start):
        """A local that holds a base, and the scale, such that the access with the index `start` is well inside the memory,
        although sums before and behind it may wrap around."""
        base, scale = self.new_local("i"), self.random.choice((0, 2, 2, 3, 1))
        self.reserved.add(base)
        if self.chance(0.6):
            self.value("i")
            self.integer("i", 0x1FFF if self.chance(0.3) else 0x1FF8)
            self.emit("i32.and")
            self.integer("i", 0x4000 - (start << scale))
            self.emit("i32.add")
        else:
            self.integer("i", self.random.choice((0x4000, 0x4004, 0x4011, 0x6000)) - (start << scale))
        self.emit("local.set", base)
        return base, scale

    def array_address(self, counter, arrays):
        base, scale = self.random.choice(arrays)
        self.emit("local.get", base)
        self.emit("local.get", counter)
        if scale:
            self.integer("i", scale)
            self.emit("i32.shl")
        self.emit("i32.add")

    def array_argument(self, opcode):
        return unsigned(0) + unsigned(self.random.choice((0, 0, 4, 8, 12, 16, 1, 64, 1024)))

    def array_value(self, letter, counter, arrays, lanes=None):
        kind = self.random.randrange(8)
        if kind < 4:
            self.array_address(counter, arrays)
            opcode = self.random.choice(ARRAY_LOADS[letter])
            self.emit(opcode.mnemonic, self.array_argument(opcode))
        elif kind < 6:
            choices = [op for op in PRODUCERS[letter] if op.immediate == "None" and op.feature in ("Core", "Simd") and
                       set(op.parameters) <= {letter}]
            opcode = self.random.choice(choices)
            shape = makes_nans(opcode)
            source = shape if "demote" not in opcode.mnemonic and "promote" not in opcode.mnemonic else None
            for position, parameter in enumerate(opcode.parameters):
                self.array_value(parameter, counter, arrays, source)
                if "copysign" in opcode.mnemonic and position == 1:
                    self.canonical(parameter)
            self.emit(opcode.mnemonic)
            if shape and shape != lanes:
                self.canonical_lanes(shape)
        elif kind == 6 and letter == "i":
            self.emit("local.get", counter)
        else:
            self.leaf(letter)

    def array_statement(self, counter, arrays, total, sum_letter):
        if self.module.memories[0].is64:
            return self.set_local()
        if self.chance(0.3):
            self.array_value(sum_letter, counter, arrays)
            self.emit("local.get", total)
            self.emit(f"{NAMES[sum_letter]}.add")
            return self.emit("local.set", total)
        opcode = self.random.choice(ARRAY_STORES)
        letter = opcode.parameters[1]
        self.array_address(counter, arrays)
        self.array_value(letter, counter, arrays)
        if letter in FLOAT:
            self.canonical(letter)
        self.emit(opcode.mnemonic, self.array_argument(opcode))

    # Calls

    def call(self, letter):
        callees = self.module.callees(lambda results: letter in results)
        if not callees:
            return self.leaf(letter)
        results = self.emit_call(self.random.choice(callees))
        position = max(i for i, other in enumerate(results) if other == letter)
        self.take(results[position + 1:])
        local = self.new_local(letter)
        self.reserved.add(local)
        self.emit("local.set", local)
        self.take(results[:position])
        self.emit("local.get", local)

    def call_statement(self):
        self.take(self.emit_call(self.random.choice(self.module.callees(lambda results: True))))

    def tail_call(self):
        callees = self.module.callees(lambda results: results == tuple(self.results))
        if callees:
            self.emit_call(self.random.choice(callees), "return_")
        else:
            self.leave()

    def emit_call(self, function, prefix=""):
        """By number, through the table or through a typed reference. Returns the letters of the results."""
        parameters, results = self.module.signature(function)
        index = self.module.type_index(parameters, results)
        self.values(parameters)
        kind = self.random.choice(("call", "call", "call_indirect", "call_ref"))
        if kind == "call":
            self.emit(prefix + kind, function)
        elif kind == "call_indirect":
            slot = self.module.table_slot(function)
            if slot is None or self.chance(0.04):
                self.table_index()
            else:
                self.integer("i", slot)
            self.emit(prefix + kind, index, 0)
        else:
            if self.chance(0.9):
                self.emit("ref.func", function)
            else:
                self.reference(index)
            self.emit(prefix + kind, index)
        return list(results)

    # Bulk memory and tables

    def table_index(self):
        self.value("i")
        self.integer("i", 15)
        self.emit("i32.and")

    def bulk(self):
        memory = self.module.pick_memory(self.random)
        kind = self.random.choice(("fill", "copy", "init", "drop", "size", "grow"))
        if kind == "drop":
            if self.chance(0.2):
                self.emit("data.drop", self.random.choice(self.module.passive_data))
            return
        letter = "I" if self.module.memories[memory].is64 else "i"
        if kind == "size" or kind == "grow":
            if kind == "grow":
                self.integer(letter, self.random.choice((0, 0, 1, 1000)))
            self.emit(f"memory.{kind}", memory)
            return self.take([letter])
        self.address(memory)
        if kind == "fill":
            self.value("i")
            self.count(letter, 300)
            self.emit("memory.fill", memory)
        elif kind == "copy":
            source = self.module.pick_memory(self.random)
            other = self.address(source)
            self.count("I" if letter == other == "I" else "i", 300)
            self.emit("memory.copy", memory, source)
        else:
            self.count("i", 24)
            self.count("i", 24)
            self.emit("memory.init", self.random.choice(self.module.passive_data), memory)

    def count(self, letter, most):
        if self.chance(0.5):
            return self.integer(letter, self.random.randrange(most))
        self.value(letter)
        self.integer(letter, most)
        self.emit(f"{NAMES[letter]}.rem_u")

    def table_statement(self):
        kind = self.random.choice(("set", "set", "fill", "copy", "init", "grow", "extern"))
        if kind == "extern":
            self.integer("i", self.random.randrange(self.module.extern_table_size))
            self.value("x")
            return self.emit("table.set", 1)
        if kind == "grow":
            self.value("r")
            self.integer("i", self.random.choice((0, 1, 2)))
            self.emit("table.grow", 0)
            return self.take(["i"])
        self.table_index()
        if kind == "set":
            self.value("r")
            return self.emit("table.set", 0)
        if kind == "fill":
            self.value("r")
            self.count("i", 4)
            return self.emit("table.fill", 0)
        self.count("i", 6)
        self.count("i", 6)
        if kind == "copy":
            self.emit("table.copy", 0, 0)
        else:
            self.emit("table.init", 0, 0)

    # Exceptions

    def throw(self):
        if self.caught and self.module.throws and not self.module.legacy and self.chance(0.3):
            self.emit("local.get", self.random.choice(self.caught))
            return self.emit("throw_ref")
        if self.legacy_handlers and self.chance(0.4):
            return self.emit("rethrow", len(self.labels) - 1 - self.random.choice(self.legacy_handlers))
        tag = self.random.randrange(len(self.module.tags))
        self.values(self.module.tags[tag])
        self.emit("throw", tag)

    def throw_maybe(self):
        self.value("i")
        self.integer("i", 3)
        self.emit("i32.and")
        self.emit("i32.eqz")
        self.emit("if", b"\x40")
        self.labels.append(())
        self.throw()
        self.labels.pop()
        self.emit("end")

    def plain_protected(self):
        self.protected(None)

    def protected(self, letter):
        results = [letter] if letter else []
        if self.module.legacy:
            self.legacy_try(results)
        else:
            self.try_table(results)

    def protected_body(self, results):
        self.statements()
        if self.chance(0.5):
            self.throw_maybe()
        self.values(results)

    def legacy_try(self, results):
        self.emit("try", self.block_type([], results))
        self.labels.append(tuple(results))
        self.protected_body(results)
        if self.chance(0.15):
            self.labels.pop()
            # Out of the function, when all blocks around are left.
            return self.emit("delegate", self.random.randrange(len(self.labels)))
        clauses = self.random.sample(range(len(self.module.tags)), self.random.randint(0, len(self.module.tags)))
        self.legacy_handlers.append(len(self.labels) - 1)
        for tag in clauses:
            self.emit("catch", tag)
            self.take(self.module.tags[tag])
            self.statements(1)
            self.values(results)
        if self.chance(0.5):
            self.emit("catch_all")
            self.statements(1)
            self.values(results)
        self.legacy_handlers.pop()
        self.labels.pop()
        self.emit("end")

    def try_table(self, results):
        """block $out { block $handler { try_table (catch.. $handler) { body }; br $out }; handler }"""
        tag = self.random.randrange(len(self.module.tags)) if self.chance(0.7) else None
        with_reference = self.chance(0.4)
        caught = (list(self.module.tags[tag]) if tag is not None else []) + (["e"] if with_reference else [])
        self.emit("block", self.block_type([], results))
        self.labels.append(tuple(results))
        self.emit("block", self.block_type([], caught))
        self.labels.append(tuple(caught))
        clause = bytes([(0 if tag is not None else 2) + with_reference])
        clause += (unsigned(tag) if tag is not None else b"") + unsigned(0)
        self.emit("try_table", self.block_type([], results), unsigned(1), clause)
        self.labels.append(tuple(results))
        self.protected_body(results)
        self.labels.pop()
        self.emit("end")
        self.emit("br", 1)
        self.labels.pop()
        self.emit("end")
        if with_reference:
            local = self.new_local("e")
            self.caught.append(local)
            self.emit("local.set", local)
            caught.pop()
        self.take(caught)
        self.statements(1)
        self.values(results)
        self.labels.pop()
        self.emit("end")

    # The whole

    def generate(self):
        self.burn_fuel()
        self.emit("if", b"\x40")
        if self.chance(0.2):
            self.emit("unreachable")
        else:
            for letter in self.results:
                self.constant(letter)
            self.emit("return")
        self.emit("end")
        self.statements(6)
        if self.chance(0.15):
            self.tail_call()
        else:
            for letter in self.results:
                self.value(letter)
        self.emit("end")
        return self.body()

    def body(self):
        extra = self.locals[self.parameter_count:]
        declared = unsigned(len(extra)) + b"".join(unsigned(1) + value_type(letter) for letter in extra)
        content = declared + bytes(self.code)
        return unsigned(len(content)) + content
