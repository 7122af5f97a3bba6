#!/usr/bin/env python3
"""Runs programs of unusual sizes: whatever the compiler does differently for them, they compute what they say.

usage: results.py [--wasixc FILE] [--work DIR] [--long]

Each is compiled with several options, and its exit status compared. Exits with 77 when wasixc is missing.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "tools/pylib"))
sys.dont_write_bytecode = True

import runner  # noqa: E402
import wasm_module as wasm  # noqa: E402
from wasm_module import I32, function_type, i32_const, local_get, local_set, unsigned, vector  # noqa: E402

OPTIONS = [["-O3"], ["-O0"]]
LONG_OPTIONS = [*OPTIONS, ["-O1"], ["-O3", "--baseline"], ["-O3", "--spectre"]]
TYPE_MISMATCH, UNCAUGHT = 132, 134
EXIT, START = wasm.call(0), 1  # the import, and the first function of the program
BLOCK, END, ADD, DROP = b"\x02\x40", b"\x0b", b"\x6a", b"\x1a"
# Types 0 to 2 of each program; its own follow.
TYPES = [function_type([I32], []), wasm.PLAIN, function_type([], [I32])]


def program(start, local_groups=(), functions=(), types=(), sections=()):
    """`start` leaves the exit status; `functions` are (type, body), numbered from 2."""
    parts = {
        wasm.TYPE: vector([*TYPES, *types]),
        wasm.IMPORT: vector([wasm.name("wasi_snapshot_preview1") + wasm.name("proc_exit") + b"\0\0"]),
        wasm.FUNCTION: vector([b"\1", *(unsigned(kind) for kind, _ in functions)]),
        wasm.MEMORY: vector([b"\0\1"]),
        wasm.EXPORT: vector([wasm.export_function("_start", START), wasm.export_memory()]),
        wasm.CODE: vector([wasm.body(start + EXIT, local_groups), *(body for _, body in functions)]),
        **dict(sections),
    }
    order = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11]
    return wasm.module(*(wasm.section(number, parts[number]) for number in order if number in parts))


def subtypes(count, called, through):
    """Function i of the table has the i-th of `count` subtypes of type 3. Calls one of them through a type."""
    entries = [b"\x50\0\x60\0\1\x7f"] + [b"\x50\1\3\x60\0\1\x7f"] * count
    functions = [(4 + i, wasm.body(i32_const(i % 100))) for i in range(count)]
    code = i32_const(called) + b"\x11" + unsigned(through) + b"\0"
    table = vector([b"\x70\0" + unsigned(count)])
    elements = vector([b"\0\x41\0\x0b" + vector(unsigned(2 + i) for i in range(count))])
    parts = [(wasm.TABLE, table), (wasm.ELEMENT, elements)]
    module = program(code, functions=functions, sections=parts)
    return with_type_group(module, entries)


def with_type_group(module, entries):
    """Puts one recursive group behind the types of the module."""
    plain = wasm.section(wasm.TYPE, vector(TYPES))
    own = wasm.section(wasm.TYPE, vector([*TYPES, b"\x4e" + vector(entries)]))
    return module.replace(plain, own, 1)


def handlers(depth, thrown, is_legacy):
    """Level i catches tag i and says so: the exit status is the number of the tag."""
    throw = b"\x08" + unsigned(thrown)
    code = throw
    for level in reversed(range(depth)):
        caught = i32_const(level + 1) + local_set(0)
        if is_legacy:
            code = b"\x06\x40" + code + b"\x07" + unsigned(level) + caught + END
        else:
            protected = b"\x1f\x40\1\0" + unsigned(level) + b"\0" + code + END
            code = BLOCK + BLOCK + protected + b"\x0c\1" + END + caught + END
    tags = vector([b"\0\1"] * (depth + 1))
    return program(code + local_get(0), [(1, I32)], sections=[(wasm.TAG, tags)])


def branch_table(labels, chosen):
    """Label i leads to target i modulo three, with two operands."""
    pair = function_type([], [I32, I32])
    code = b"\x02\3" * 3 + i32_const(5) + i32_const(7) + i32_const(chosen)
    code += b"\x0e" + vector(unsigned(i % 3) for i in range(labels)) + b"\0"
    # Each target subtracts, and adds its weight.
    for weight in (1, 10, 100):
        code += END + b"\x6b" + i32_const(weight) + ADD + i32_const(0)
    return program(code + ADD, types=[pair])


def branch_result(chosen):
    value = 5 - 7
    for target in range(3):
        if target == chosen % 3:
            value += 10**target
        elif target > chosen % 3:
            value = value - 0 + 10**target
    return value % 256


def operands(depth):
    return program(b"".join(i32_const(i) for i in range(depth)) + ADD * (depth - 1) + i32_const(127) + b"\x71")


def many_locals(count):
    code = b"".join(i32_const(i) + local_set(i) for i in range(count))
    code += local_get(0) + b"".join(local_get(i) + ADD for i in range(1, count)) + i32_const(127) + b"\x71"
    return program(code, [(count, I32)])


def unused_locals():
    """The parameters come from registers and from the scratch area; one local is set, another one is not."""
    parameters = 10
    code = b"".join(local_get(i) + ADD for i in range(1, parameters)) + i32_const(9) + local_set(40000)
    code = local_get(0) + code + local_get(40000) + ADD + local_get(30000) + ADD
    callee = (3, wasm.body(code, [(45000, I32)]))
    return program(b"".join(i32_const(i) for i in range(parameters)) + wasm.call(2), functions=[callee],
                   types=[function_type([I32] * parameters, [I32])])


def loop_with_parameters(padding):
    """The sum of 1 to 10, in the operands of a loop, in a function that is made large by blocks."""
    pair = function_type([I32, I32], [I32, I32])
    step = local_set(0) + local_get(0) + ADD + local_get(0) + i32_const(1) + b"\x6b" + wasm.local_tee(0) + local_get(0) + b"\x0d\0"
    code = i32_const(0) + i32_const(10) + b"\x03\3" + step + END + DROP
    return program((BLOCK + END) * padding + code, [(1, I32)], types=[pair])


def inlined(calls):
    unary = function_type([I32], [I32])
    callee = wasm.body(local_get(0) + (local_get(0) + b"\x77" + i32_const(3) + b"\x73" + i32_const(1) + ADD) * 5)
    caller = wasm.body(local_get(0) + wasm.call(3) * calls)

    def call(number):
        value = number
        for _ in range(5):
            shift = number % 32
            value = (value << shift | value >> (32 - shift)) & 0xFFFFFFFF
            value = ((value ^ 3) + 1) & 0xFFFFFFFF
        return value

    value = 42
    for _ in range(calls):
        value = call(value)
    module = program(i32_const(42) + wasm.call(2) + i32_const(127) + b"\x71", functions=[(3, caller), (3, callee)], types=[unary])
    return module, value & 127


def cases():
    for called in (0, 1, 58, 199):
        yield f"subtypes {called}", subtypes(200, called, 3), called % 100
        yield f"own type {called}", subtypes(200, called, 4 + called), called % 100
    yield "subtypes, few", subtypes(2, 1, 3), 1
    yield "subtypes, other one", subtypes(200, 5, 4 + 6), TYPE_MISMATCH
    yield "subtypes, unrelated", subtypes(200, 5, 2), TYPE_MISMATCH
    for is_legacy in (False, True):
        for thrown in (0, 1, 50, 82, 98, 99):
            yield f"handlers {thrown} {is_legacy}", handlers(100, thrown, is_legacy), thrown + 1
        yield f"handlers, none {is_legacy}", handlers(100, 100, is_legacy), UNCAUGHT
        yield f"handlers, deep {is_legacy}", handlers(20, 3, is_legacy), 4
    for chosen in (0, 1, 2, 2998, 5000):
        yield f"branch table {chosen}", branch_table(3000, chosen), branch_result(chosen if chosen < 3000 else 0)
    yield "operands", operands(2000), sum(range(2000)) & 127
    yield "many locals", many_locals(4000), sum(range(4000)) & 127
    yield "unused locals", unused_locals(), sum(range(10)) + 9
    for padding in (0, 25000):
        yield f"loop with parameters {padding}", loop_with_parameters(padding), 55
    for calls in (10, 3000):
        yield f"inlined {calls}", *inlined(calls)


def problem(case, flags, options):
    name, module, expected = case
    with tempfile.TemporaryDirectory(dir=options.work.absolute()) as folder:
        path, executable = pathlib.Path(folder) / "program.wasm", pathlib.Path(folder) / "program"
        path.write_bytes(module)
        built = subprocess.run([options.wasixc, "-j1", *flags, "--check-continuations", path, "-o", executable],
                               capture_output=True, text=True)
        status = built.returncode or subprocess.run([executable], capture_output=True).returncode
    if status == expected or -status == expected - 128:  # killed by a signal, as the shell would put it
        return None
    return f"{name} {' '.join(flags)}: {status}, expected {expected} {built.stderr}"


def main():
    parser = runner.parser(__doc__, "build/size-time-results")
    parser.add_argument("--long", action="store_true", help="with more options of the compiler")
    options = parser.parse_args()
    runner.require(options.wasixc)
    options.work.mkdir(parents=True, exist_ok=True)
    tests = [(case, flags) for case in cases() for flags in (LONG_OPTIONS if options.long else OPTIONS)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = list(filter(None, pool.map(lambda test: problem(*test, options), tests)))
    print(*problems, f"{len(tests)} programs, {len(problems)} problems", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
