"""Modules that call functions of many types in ways that no compiler has seen: with call_dynamic, through closures, and
closures with call_dynamic. Every value has other bits; a mistake ends the program with the number of the signature."""

import random

TYPES = {"i32": 4, "i64": 8, "f32": 4, "f64": 8, "v128": 16}
CODES = list(TYPES)
# Where things lie in memory. All lists of values are packed.
VALUES, RESULTS, SEEN, ANSWERS, CODES_AT, HANDLE, STACK = 0x1000, 0x3000, 0x5000, 0x7000, 0x9000, 0xa000, 0x30000

PRELUDE = f"""
  (import "wasix_32v1" "call_dynamic" (func $call_dynamic (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasix_32v1" "closure_allocate" (func $closure_allocate (param i32) (result i32)))
  (import "wasix_32v1" "closure_prepare" (func $closure_prepare (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasix_32v1" "closure_free" (func $closure_free (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 4)
  (global $stack (export "__stack_pointer") (mut i32) (i32.const {STACK}))
  (func $fail_unless (param $holds i32) (param $number i32)
    (if (i32.eqz (local.get $holds)) (then (call $exit (local.get $number)))))
  (func $same (param $a i32) (param $b i32) (param $bytes i32) (result i32)
    (loop $next
      (if (i32.eqz (local.get $bytes)) (then (return (i32.const 1))))
      (local.set $bytes (i32.sub (local.get $bytes) (i32.const 1)))
      (br_if $next (i32.eq (i32.load8_u (i32.add (local.get $a) (local.get $bytes)))
                           (i32.load8_u (i32.add (local.get $b) (local.get $bytes))))))
    (i32.const 0))
  (func $fill (param $at i32) (param $bytes i32) (param $bits i32)
    (loop $next
      (if (i32.eqz (local.get $bytes)) (then (return)))
      (local.set $bytes (i32.sub (local.get $bytes) (i32.const 1)))
      (local.set $bits (i32.add (i32.mul (local.get $bits) (i32.const 1103515245)) (i32.const 12345)))
      (i32.store8 (i32.add (local.get $at) (local.get $bytes)) (i32.shr_u (local.get $bits) (i32.const 16)))
      (br $next)))
  (global $value_bytes (mut i32) (i32.const 0))
  (global $result_bytes (mut i32) (i32.const 0))
  (func $begin (param $values i32) (param $results i32) (param $number i32)
    (global.set $value_bytes (local.get $values))
    (global.set $result_bytes (local.get $results))
    (memory.fill (i32.const {VALUES}) (i32.const 0) (i32.const {CODES_AT - VALUES}))
    (call $fill (i32.const {VALUES}) (local.get $values) (local.get $number))
    (call $fill (i32.const {ANSWERS}) (local.get $results) (i32.add (local.get $number) (i32.const 7))))
  (func $check (param $number i32)
    (call $fail_unless (call $same (i32.const {VALUES}) (i32.const {SEEN}) (global.get $value_bytes)) (local.get $number))
    (call $fail_unless (call $same (i32.const {RESULTS}) (i32.const {ANSWERS}) (global.get $result_bytes)) (local.get $number))
    (call $fail_unless (i32.eq (global.get $stack) (i32.const {STACK})) (local.get $number))
    (memory.fill (i32.const {SEEN}) (i32.const 0) (global.get $value_bytes))
    (memory.fill (i32.const {RESULTS}) (i32.const 0) (global.get $result_bytes)))
  (func $backing (param $values i32) (param $results i32) (param $data i32)
    (call $fail_unless (i32.eq (local.get $data) (i32.const 77)) (i32.const 250))
    (memory.copy (i32.const {SEEN}) (local.get $values) (global.get $value_bytes))
    (memory.copy (local.get $results) (i32.const {ANSWERS}) (global.get $result_bytes)))
"""


def packed(types, base):
    offset = base
    for kind in types:
        yield kind, offset
        offset += TYPES[kind]


def loads(types, base):
    return " ".join(f"({kind}.load align=1 (i32.const {at}))" for kind, at in packed(types, base))


def size(types):
    return sum(TYPES[kind] for kind in types)


def functions(number, parameters, results):
    """The function with this type, and one that calls the closure: table elements 2 * number and 2 * number + 1."""
    spelled = "".join(f" (param {kind})" for kind in parameters) + "".join(f" (result {kind})" for kind in results)
    keep = "".join(f"({kind}.store align=1 (i32.const {at}) (local.get {i}))\n"
                   for i, (kind, at) in enumerate(packed(parameters, SEEN)))
    take = "".join(f"(local.set {i})" for i in reversed(range(len(results))))
    store = "".join(f"({kind}.store align=1 (i32.const {at}) (local.get {i}))\n"
                    for i, (kind, at) in enumerate(packed(results, RESULTS)))
    return f"""
  (type $type{number} (func{spelled}))
  (func $target{number} (type $type{number}) {keep} {loads(results, ANSWERS)})
  (func $caller{number} {"".join(f" (local {kind})" for kind in results)}
    {loads(parameters, VALUES)} (call_indirect $table (type $type{number}) (i32.load (i32.const {HANDLE}))) {take} {store})
"""


def dynamic_call(index, parameters, results):
    return (f"(call $call_dynamic {index} (i32.const {VALUES}) (i32.const {size(parameters)}) (i32.const {RESULTS})"
            f" (i32.const {size(results)}) (i32.const 1))")


def test(number, parameters, results):
    failed = f"(i32.const {number % 200 + 1})"
    codes = [CODES.index(kind) for kind in parameters + results]
    lists = "".join(f"(i32.store8 (i32.const {CODES_AT + i}) (i32.const {code}))" for i, code in enumerate(codes))
    return f"""
    (call $begin (i32.const {size(parameters)}) (i32.const {size(results)}) {failed})
    (call $fail_unless (i32.eqz {dynamic_call(f"(i32.const {number + 1})", parameters, results)}) {failed})
    (call $check {failed})
    {lists}
    (call $fail_unless (i32.eqz (call $closure_allocate (i32.const {HANDLE}))) {failed})
    (call $fail_unless (i32.eqz (call $closure_prepare (i32.const 0) (i32.load (i32.const {HANDLE})) (i32.const {CODES_AT})
      (i32.const {len(parameters)}) (i32.const {CODES_AT + len(parameters)}) (i32.const {len(results)}) (i32.const 77))) {failed})
    (call $caller{number})
    (call $check {failed})
    (call $fail_unless (i32.eqz {dynamic_call(f"(i32.load (i32.const {HANDLE}))", parameters, results)}) {failed})
    (call $check {failed})
    (call $fail_unless (i32.eqz (call $closure_free (i32.load (i32.const {HANDLE})))) {failed})
"""


def module(count, seed):
    """The text of a module that exits with 0 when calls of `count` random types have come through."""
    choose = random.Random(seed)
    signatures = [([], [])] + [([kind] * 20, [kind] * 4) for kind in CODES]
    while len(signatures) < count:
        signatures.append(tuple(choose.choices(CODES, k=choose.choice((0, 1, 2, 3, 5, 9, 17, 40))) for _ in range(2)))
    numbered = list(enumerate(signatures))
    targets = " ".join(f"$target{number}" for number, _ in numbered)
    return f"""(module
  (import "wasix_32v1" "dlopen" (func (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
{PRELUDE}
  (table $table (export "__indirect_function_table") {count + 1} funcref)
  (elem (i32.const 0) $backing {targets})
{"".join(functions(number, *signature) for number, signature in numbered)}
  (func (export "_start") {"".join(test(number, *signature) for number, signature in numbered)})
)
"""
