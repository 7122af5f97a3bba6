"""The shapes of module whose cost to compile is measured: each is a function from a number to a module of about so many bytes.

A shape repeats one thing that a format of bytes can repeat, so that time or memory beyond all proportion shows. Whoever finds another
one adds it here: a function whose name is the shape's, marked @shape.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tools/pylib"))

import wasm_module as wasm  # noqa: E402
from wasm_module import I32, I64, V128, function_type, i32_const, local_get, local_set, local_tee, unsigned, vector  # noqa: E402

SHAPES = {}
BLOCK, LOOP, IF, ELSE, END = b"\x02\x40", b"\x03\x40", b"\x04\x40", b"\x05", b"\x0b"
DROP, ADD, EQZ, UNREACHABLE = b"\x1a", b"\x6a", b"\x45", b"\0"
PARAMETER = local_get(0)
UNARY = function_type([I32], [I32])  # type 0 of most modules


def shape(function):
    SHAPES[function.__name__] = function
    return function


def i64_const(number):
    return b"\x42" + wasm.signed(number)


def br(label):
    return b"\x0c" + unsigned(label)


def br_if(label):
    return b"\x0d" + unsigned(label)


def br_table(labels, default):
    return b"\x0e" + vector(map(unsigned, labels)) + unsigned(default)


def build(bodies, types=(), function_types=None, sections=(), memory=b"\0\1", tables=1, export=None):
    """Functions of type 0, (i32) -> i32, the first of which is exported. `sections` are (number, content)."""
    bodies = list(bodies)
    function_types = function_types or [0] * len(bodies)
    parts = {
        wasm.TYPE: vector([UNARY, *types]),
        wasm.FUNCTION: vector(map(unsigned, function_types)),
        wasm.TABLE: vector([wasm.FUNCREF + b"\0\x10"] * tables),
        wasm.MEMORY: vector([memory]),
        wasm.EXPORT: export or vector([wasm.export_function("f", 0)]),
        wasm.CODE: vector(bodies),
    }
    parts.update(sections)
    order = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11]
    return wasm.module(*(wasm.section(number, parts[number]) for number in order if number in parts))


def one(code, local_groups=(), **more):
    return build([wasm.body(code, local_groups)], **more)


def repeated(size, unit, before=PARAMETER, behind=b"", **more):
    """One function that repeats a unit, which takes the i32 on the stack and leaves another."""
    return one(before + unit * (size // len(unit)) + behind, **more)


def nested(size, opening, closing, inside=b"", **more):
    count = min(size // (len(opening) + len(closing)), 90000)
    return one(opening * count + inside + closing * count + PARAMETER, **more)


# Locals and live values

@shape
def locals_unused(size):
    return build([wasm.body(PARAMETER, [(49999, V128)])] * (size // 9))


@shape
def locals_groups(size):
    return build([wasm.body(PARAMETER, [(1, I32), (1, I64)] * 10000)] * max(size // 40000, 1))


@shape
def locals_once(size):
    return build([wasm.body(local_get(40000), [(49999, I32)])] * (size // 11))


def live(size, loops):
    count = min(size // 16, 49000)
    code = b"".join(PARAMETER + b"\xad" + i64_const(i) + b"\x7e" + local_set(i + 1) for i in range(count))
    total = b"".join(local_get(i + 1) + (b"\x85" if i else b"") for i in range(count)) + b"\xa7"
    if not loops:
        return one(code + total, [(count, I64)])
    # What the loop changes at its end is read at its start.
    change = b"".join(local_get(i + 1) + local_get((i * 7 + 3) % count + 1) + b"\x7c" + local_set(i + 1) for i in range(count))
    return one(code + LOOP + change + PARAMETER + br_if(0) + END + total, [(count, I64)])


@shape
def locals_live(size):
    return live(size, False)


@shape
def locals_live_in_loop(size):
    return live(size // 2, True)


@shape
def locals_at_branches(size):
    """Each branch changes another local, and all are live: a phi for each at each label."""
    count = min(size // 16, 49000)
    code = b"".join(PARAMETER + IF + PARAMETER + local_set(i + 1) + END for i in range(count))
    return one(code + PARAMETER + b"".join(local_get(i + 1) + ADD for i in range(count)), [(count, I32)])


@shape
def locals_rotated(size):
    """A loop that passes the values of its locals on."""
    count = min(size // 12, 49000)
    code = b"".join(local_get(i + 1) + local_set(i) for i in range(count))
    return one(LOOP + code + PARAMETER + br_if(0) + END + PARAMETER, [(count, I32)])


@shape
def operands_deep(size):
    count = size // 4
    return one((PARAMETER + EQZ) * count + ADD * (count - 1))


@shape
def operands_deep_constants(size):
    count = size // 3
    return one(i32_const(7) * count + b"\x73" * (count - 1))


@shape
def operands_over_calls(size):
    count = size // 6
    return one((PARAMETER + wasm.call(0)) * count + ADD * (count - 1))


# Straight code

@shape
def chain_add(size):
    return repeated(size, PARAMETER + ADD)


@shape
def chain_rotate(size):
    return repeated(size, PARAMETER + b"\x77" + PARAMETER + b"\x73")


@shape
def chain_divide(size):
    return repeated(size, PARAMETER + b"\x6e" + i32_const(1) + ADD)


@shape
def chain_multiply_wide(size):
    return repeated(size, b"\xac" + PARAMETER + b"\xac\x7e\xa7")


@shape
def chain_float(size):
    return repeated(size, b"\xb8\x9f\xab")


@shape
def chain_truncate(size):
    return repeated(size, b"\xb2\xa8")


@shape
def chain_bits(size):
    return repeated(size, b"\x67\x68\x69")


@shape
def chain_select(size):
    return repeated(size, PARAMETER + PARAMETER + b"\x1b")


@shape
def chain_compare(size):
    return repeated(size, PARAMETER + b"\x48")


@shape
def constants_float(size):
    code = b"".join(b"\x44" + (0x3FF0000000000000 + i).to_bytes(8, "little") + b"\xa0" for i in range(size // 10))
    return one(PARAMETER + b"\xb7" + code + b"\xfc\x02")


@shape
def constants_vector(size):
    code = b"".join(b"\xfd\x0c" + i.to_bytes(16, "little") + b"\xfd\x51" for i in range(size // 20))
    return one(PARAMETER + b"\xfd\x11" + code + b"\xfd\x1b\0")


@shape
def vector_lanes(size):
    return repeated(size, b"\xfd\x11\xfd\x15\x03" + PARAMETER + b"\x6a")


@shape
def vector_shuffles(size):
    unit = b"\xfd\x0d" + bytes((i * 7 + 3) % 32 for i in range(16))
    return one(PARAMETER + b"\xfd\x11" + local_tee(1) + (local_get(1) + unit) * (size // 20) + b"\xfd\x1b\0", [(1, V128)])


@shape
def vector_arithmetic(size):
    return one(PARAMETER + b"\xfd\x11" + local_tee(1) + (local_get(1) + b"\xfd\xd5\x01") * (size // 5) + b"\xfd\x1b\0", [(1, V128)])


@shape
def vector_narrow(size):
    return one(PARAMETER + b"\xfd\x11" + local_tee(1) + (local_get(1) + b"\xfd\x65") * (size // 4) + b"\xfd\x1b\0", [(1, V128)])


# Memory, globals, tables

@shape
def loads(size):
    return repeated(size, b"\x28\x02\0")


@shape
def loads_apart(size):
    code = b"".join(PARAMETER + b"\x28\x02" + unsigned(i * 4) + ADD for i in range(size // 8))
    return one(PARAMETER + code)


@shape
def stores(size):
    return one((PARAMETER + PARAMETER + b"\x36\x02\0") * (size // 7) + PARAMETER)


@shape
def stores_apart(size):
    code = b"".join(PARAMETER + PARAMETER + b"\x36\x02" + unsigned((i * 37) % 65000 * 4) for i in range(size // 9))
    return one(code + PARAMETER)


@shape
def stores_bytes(size):
    """Neighbors that could become wider ones."""
    code = b"".join(i32_const(8) + PARAMETER + b"\x3a\0" + unsigned(i % 60000) for i in range(size // 8))
    return one(code + PARAMETER)


@shape
def loads_and_stores(size):
    return one((PARAMETER + PARAMETER + b"\x28\x02\0\x36\x02\x08") * (size // 10) + PARAMETER)


@shape
def memory64(size):
    return repeated(size, b"\xad\x28\x02\0", memory=b"\x04\1")


@shape
def atomics(size):
    return one((PARAMETER + PARAMETER + b"\xfe\x1e\x02\0" + DROP) * (size // 9) + PARAMETER)


@shape
def atomics_narrow(size):
    return one((PARAMETER * 3 + b"\xfe\x4a\0\0" + DROP) * (size // 11) + PARAMETER)


@shape
def bulk_copies(size):
    return one((PARAMETER * 3 + b"\xfc\x0a\0\0") * (size // 10) + PARAMETER)


@shape
def bulk_fills(size):
    return one((PARAMETER * 3 + b"\xfc\x0b\0") * (size // 9) + PARAMETER)


@shape
def memory_grow(size):
    return repeated(size, b"\x40\0")


@shape
def globals_in_code(size):
    code = (b"\x23\0" + PARAMETER + ADD + b"\x24\0") * (size // 7)
    return one(code + PARAMETER, sections=[(wasm.GLOBAL, vector([I32 + b"\1\x41\0\x0b"]))])


@shape
def table_accesses(size):
    return one((PARAMETER + PARAMETER + b"\x25\0\x26\0") * (size // 8) + PARAMETER)


@shape
def references(size):
    return one((PARAMETER + b"\xd2\0\x26\0") * (size // 6) + PARAMETER)


# Blocks and branches

@shape
def nest_blocks(size):
    return nested(size, BLOCK, END)


@shape
def nest_blocks_with_results(size):
    count = min(size // 7, 90000)
    return one(b"\x02\x7f" * count + PARAMETER + (PARAMETER + br_if(0) + END) * count)


@shape
def nest_loops(size):
    return nested(size, LOOP, PARAMETER + i32_const(1) + ADD + local_tee(0) + br_if(0) + END)


@shape
def nest_loops_of_memory(size):
    closing = PARAMETER + PARAMETER + b"\x36\x02\0" + PARAMETER + i32_const(1) + ADD + local_tee(0) + br_if(0) + END
    return nested(size, LOOP + PARAMETER + b"\x28\x02\x04" + local_set(0), closing)


@shape
def nest_ifs(size):
    return nested(size, PARAMETER + IF, END, PARAMETER + i32_const(1) + ADD + local_set(0))


@shape
def nest_elses(size):
    return nested(size, PARAMETER + IF + PARAMETER + EQZ + local_set(0) + ELSE, END)


@shape
def nest_exits(size):
    """Each level leaves to another one."""
    count = min(size // 9, 90000)
    return one(BLOCK * count + b"".join(PARAMETER + br_if((i * 7919) % (count - i)) + END for i in range(count)) + PARAMETER)


@shape
def nest_loop_exits(size):
    count = min(size // 9, 90000)
    return one(LOOP * count + b"".join(PARAMETER + br_if((i * 7919) % (count - i)) + END for i in range(count)) + PARAMETER)


@shape
def flat_ifs(size):
    return one((PARAMETER + IF + PARAMETER + i32_const(3) + ADD + local_set(0) + END) * (size // 12) + PARAMETER)


@shape
def flat_loops(size):
    return one((LOOP + PARAMETER + i32_const(1) + b"\x6b" + local_tee(0) + br_if(0) + END) * (size // 12) + PARAMETER)


@shape
def flat_loops_of_memory(size):
    """Loops that look as if vectors could do them."""
    head = i32_const(0) + local_set(1) + LOOP
    step = local_get(1) + local_get(1) + b"\x28\x02\x40" + PARAMETER + ADD + b"\x36\x02\0"
    tail = local_get(1) + i32_const(4) + ADD + local_tee(1) + i32_const(64) + b"\x49" + br_if(0) + END
    return one((head + step + tail) * (size // len(head + step + tail)) + PARAMETER, [(1, I32)])


@shape
def loop_bodies_long(size):
    unit = PARAMETER + PARAMETER + b"\x28\x02\0" + PARAMETER + b"\x77\x36\x02\x08" + PARAMETER + i32_const(1) + ADD + local_set(0)
    return one(LOOP + unit * (size // len(unit)) + PARAMETER + br_if(0) + END + PARAMETER)


@shape
def branches_to_one_result(size):
    return one(b"\x02\x7f" + PARAMETER + (PARAMETER + br_if(0)) * (size // 4) + END)


@shape
def branches_with_operands(size):
    """More operands than bytes: refused beyond a limit."""
    results = 500
    return one(b"\x02\1" + PARAMETER * results + (PARAMETER + br_if(0)) * (size // 4) + END + ADD * (results - 1),
               types=[function_type([], [I32] * results)])


@shape
def blocks_with_operands(size):
    return one(PARAMETER * 8 + (b"\x02\1" + PARAMETER + br_if(0) + END) * (size // 7) + ADD * 7,
               types=[function_type([I32] * 8, [I32] * 8)])


@shape
def table_to_one(size):
    return one(BLOCK + PARAMETER + br_table([0] * size, 0) + END + PARAMETER)


@shape
def table_to_many(size):
    count = min(size // 7, 90000)
    targets = (END + PARAMETER + EQZ + local_set(0)) * count
    return one(BLOCK * (count + 1) + PARAMETER + br_table(range(count), count) + targets + END + PARAMETER)


@shape
def table_with_results(size):
    results = 100
    return one(b"\x02\1" + PARAMETER * (results + 1) + br_table([0] * size, 0) + END + ADD * (results - 1),
               types=[function_type([], [I32] * results)])


@shape
def tables_many(size):
    unit = BLOCK * 10 + PARAMETER + br_table([i % 10 for i in range(60)], 9) + (END + PARAMETER + i32_const(5) + ADD + local_set(0)) * 10
    return one(unit * (size // len(unit)) + PARAMETER)


@shape
def tables_in_loop(size):
    """An interpreter: every operation goes back to one dispatch."""
    count = min(size // 14, 20000)
    operations = b"".join(END + PARAMETER + i32_const(i) + b"\x73" + local_set(0) + br(count - i) for i in range(count))
    return one(LOOP + BLOCK * (count + 1) + PARAMETER + br_table(range(count), count) + operations + END + END + PARAMETER)


@shape
def dead_code(size):
    return one(UNREACHABLE + (ADD + DROP) * (size // 2))


@shape
def dead_blocks(size):
    return one(UNREACHABLE + BLOCK * min(size // 3, 90000) + END * min(size // 3, 90000))


@shape
def dead_calls(size):
    return build([wasm.body(UNREACHABLE + wasm.call(1) * (size // 2)), wasm.body(UNREACHABLE)], function_types=[0, 1],
                 types=[function_type([I32] * 1000, [I32] * 1000)])


# Exceptions

TAG = (wasm.TAG, vector([b"\0\1"]))


def tries(size, opening, closing, **more):
    return nested(size, opening, closing, types=[wasm.PLAIN], sections=[TAG], **more)


@shape
def nest_try_tables(size):
    return tries(size, BLOCK + b"\x1f\x40\1\0\0\0", PARAMETER + wasm.call(0) + DROP + END + END)


@shape
def nest_try_all(size):
    return tries(size, BLOCK + b"\x1f\x40\1\x02\0", PARAMETER + wasm.call(0) + DROP + END + END)


@shape
def nest_legacy_tries(size):
    return tries(size, b"\x06\x40", PARAMETER + wasm.call(0) + DROP + b"\x07\0" + END)


@shape
def nest_legacy_rethrows(size):
    return tries(size, b"\x06\x40", PARAMETER + wasm.call(0) + DROP + b"\x19\x09\0" + END)


@shape
def nest_legacy_delegates(size):
    return tries(size, b"\x06\x40", PARAMETER + wasm.call(0) + DROP + b"\x18\0")


@shape
def clauses_many(size):
    return one(BLOCK + b"\x1f\x40" + vector([b"\0\0\0"] * (size // 3)) + PARAMETER + wasm.call(0) + DROP + END + END + PARAMETER,
               types=[wasm.PLAIN], sections=[TAG])


@shape
def clauses_around(size):
    """Many regions inside one with many clauses."""
    inner = b"\x1f\x40\1\0\0\0" + PARAMETER + wasm.call(0) + DROP + END
    clauses = vector([b"\0\0\0"] * (size // 6))
    return one(BLOCK + b"\x1f\x40" + clauses + inner * (size // 2 // len(inner)) + END + END + PARAMETER,
               types=[wasm.PLAIN], sections=[TAG])


@shape
def flat_tries(size):
    inner = BLOCK + b"\x1f\x40\1\0\0\0" + PARAMETER + wasm.call(0) + DROP + END + END
    return one(inner * (size // len(inner)) + PARAMETER, types=[wasm.PLAIN], sections=[TAG])


@shape
def throws(size):
    return one((PARAMETER + IF + b"\x08\0" + END) * (size // 7) + PARAMETER, types=[wasm.PLAIN], sections=[TAG])


# Calls

@shape
def calls_direct(size):
    return repeated(size, wasm.call(0))


@shape
def calls_of_small(size):
    """A callee that invites inlining."""
    callee = wasm.body(PARAMETER + (PARAMETER + b"\x77" + PARAMETER + b"\x73") * 12)
    return build([wasm.body(PARAMETER + wasm.call(1) * (size // 2)), callee])


@shape
def calls_in_tower(size):
    """Each function calls the next one twice: inlined, the last one is there 2^n times."""
    count = size // 12
    bodies = [wasm.body(PARAMETER + wasm.call(i + 1) * 2) for i in range(count)]
    return build([*bodies, wasm.body(PARAMETER + PARAMETER + ADD)])


@shape
def calls_in_circle(size):
    count = size // 12
    return build([wasm.body(PARAMETER + wasm.call((i + 1) % count) + wasm.call((i * 31) % count)) for i in range(count)])


@shape
def calls_with_parameters(size):
    parameters = 40
    callee = wasm.body(UNREACHABLE)
    return build([wasm.body((PARAMETER * parameters + wasm.call(1)) * (size // (2 * parameters + 2)) + PARAMETER), callee],
                 function_types=[0, 1], types=[function_type([I32] * parameters, [])])


@shape
def calls_with_results(size):
    """More operands than bytes: refused beyond a limit."""
    return build([wasm.body(PARAMETER * 200 + wasm.call(1) * (size // 2) + ADD * 199), wasm.body(UNREACHABLE)],
                 function_types=[0, 1], types=[function_type([I32] * 200, [I32] * 200)])


@shape
def calls_indirect(size):
    return repeated(size, PARAMETER + b"\x11\0\0")


@shape
def calls_of_subtypes(size):
    group = b"\x4e" + vector([b"\x50\1\0\x60\0\0"] * (size // 12))
    types = unsigned(2) + b"\x50\0\x60\0\0" + group
    return wasm.module(wasm.section(1, types), wasm.section(3, vector([b"\0"])), wasm.section(4, vector([b"\x70\0\1"])),
                       wasm.section(10, vector([wasm.body((b"\x41\0\x11\0\0") * (size // 10))])))


@shape
def calls_of_deep_subtypes(size):
    """Towers of types, 60 high, and a call of each type."""
    count = max(size // 14 // 60, 1) * 60
    entries = [b"\x50" + (vector([unsigned(i - 1)]) if i % 60 else b"\0") + b"\x60\0\0" for i in range(count)]
    calls = b"".join(b"\x41\0\x11" + unsigned(i) + b"\0" for i in range(count))
    return wasm.module(wasm.section(1, unsigned(1) + b"\x4e" + vector(entries)), wasm.section(3, vector([b"\0"])),
                       wasm.section(4, vector([b"\x70\0\1"])), wasm.section(10, vector([wasm.body(calls)])))


@shape
def calls_tail(size):
    count = size // 12
    return build([wasm.body(PARAMETER + b"\x12" + unsigned((i + 1) % count)) for i in range(count)])


@shape
def calls_of_long_name(size):
    names = wasm.custom_section("name", b"\1" + wasm.sized(vector([b"\0" + wasm.name("n" * (size // 2))])))
    return repeated(size // 2, wasm.call(0)) + names


# Sections

@shape
def functions_tiny(size):
    return build([wasm.body(PARAMETER)] * (size // 6))


@shape
def functions_with_types(size):
    count = size // 30
    types = [function_type([[I32, I64, V128][i // 3**k % 3] for k in range(12)], []) for i in range(count)]
    return build([wasm.body(PARAMETER), *[wasm.body(b"")] * count], types=types, function_types=[0, *range(1, count + 1)])


@shape
def functions_with_long_types(size):
    """Tiny functions with a thousand parameters: refused beyond a limit."""
    count = size // 5
    return build([wasm.body(PARAMETER), *[wasm.body(b"")] * count], types=[function_type([I32] * 1000, [])],
                 function_types=[0] + [1] * count)


@shape
def exports(size):
    return one(PARAMETER, export=vector(wasm.export_function(f"{i:08x}", 0) for i in range(size // 11)))


@shape
def exported_functions(size):
    count = size // 20
    return build([wasm.body(PARAMETER)] * count, export=vector(wasm.export_function(f"{i:08x}", i) for i in range(count)))


@shape
def names(size):
    count = size // 26
    entries = [unsigned(i) + wasm.name("f" * 16) for i in range(count)]
    return build([wasm.body(PARAMETER)] * count) + wasm.custom_section("name", b"\1" + wasm.sized(vector(entries)))


@shape
def globals_many(size):
    return one(PARAMETER, sections=[(wasm.GLOBAL, vector([I32 + b"\1\x41\0\x0b"] * (size // 5)))])


@shape
def globals_used(size):
    count = size // 13
    code = b"".join(b"\x23" + unsigned(i) + ADD for i in range(count))
    return one(PARAMETER + code, sections=[(wasm.GLOBAL, vector([I32 + b"\1\x41\0\x0b"] * count))])


@shape
def constant_expressions(size):
    constant = i32_const(1) + (i32_const(1) + ADD) * (size // 3)
    return one(PARAMETER, sections=[(wasm.GLOBAL, vector([I32 + b"\0" + constant + END]))])


@shape
def types_many(size):
    return one(PARAMETER, types=[function_type([I32] * (i % 9), [I64] * (i % 2)) for i in range(size // 8)])


@shape
def tables_defined(size):
    return one(PARAMETER, tables=min(size // 3, 100000))


@shape
def tags_many(size):
    return one(PARAMETER, types=[wasm.PLAIN], sections=[(wasm.TAG, vector([b"\0\1"] * (size // 2)))])


@shape
def elements(size):
    return one(PARAMETER, sections=[(wasm.ELEMENT, vector([b"\1\0" + vector([b"\0"] * size)]))])


@shape
def element_expressions(size):
    return one(PARAMETER, sections=[(wasm.ELEMENT, vector([b"\5\x70" + vector([b"\xd2\0\x0b"] * (size // 3))]))])


@shape
def element_segments(size):
    return one(PARAMETER, sections=[(wasm.ELEMENT, vector([b"\0\x41\0\x0b\1\0"] * min(size // 6, 100000)))])


@shape
def data_bytes(size):
    return one(PARAMETER, memory=b"\0\x80\x08", sections=[(wasm.DATA, vector([b"\0\x41\0\x0b" + wasm.sized(b"x" * min(size, 1 << 26))]))])


@shape
def data_segments(size):
    return one(PARAMETER, sections=[(wasm.DATA, vector([b"\0\x41\0\x0b\1x"] * min(size // 6, 100000)))])


@shape
def data_apart(size):
    segments = [b"\0" + i32_const(i * 40000 % (1 << 31)) + b"\x0b\1x" for i in range(min(size // 9, 50000))]
    return one(PARAMETER, memory=b"\0" + unsigned(65536), sections=[(wasm.DATA, vector(segments))])


@shape
def custom_sections(size):
    return one(PARAMETER) + wasm.custom_section("x", b"") * (size // 4)
