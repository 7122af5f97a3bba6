;; A forked process has its own copies of tables and globals: what one of the two changes, the other does not see.
;; (The assembler knows no subtypes of funcref; wasixc validates.)
;; RUN: %wat --no-check %s > %t.wasm
;; RUN: bash -c '%wasixc run -O0 --check-continuations %t.wasm; test $? = 42'
;; RUN: bash -c '%wasixc run -O3 --check-continuations %t.wasm; test $? = 42'
;; RUN: bash -c '%wasixc run -O3 --march x86-64-v2 %t.wasm; test $? = 42'
(module
  (import "wasix_32v1" "proc_fork" (func $proc_fork (param i32 i32) (result i32)))
  (import "wasix_32v1" "proc_join" (func $proc_join (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (type $number (func (result i32)))
  (table $functions 3 9 funcref)
  (table $others 2 9 externref)
  (elem (table $functions) (i32.const 0) func $one $two)
  (global $reference (mut funcref) (ref.func $one))
  (func $one (result i32) (i32.const 1))
  (func $two (result i32) (i32.const 2))
  (func $three (result i32) (i32.const 3))
  (elem declare func $three)

  ;; The child's process identifier, or 0 in the child.
  (func $fork (result i32)
    (if (call $proc_fork (i32.const 1) (i32.const 0)) (then unreachable))
    (i32.load (i32.const 0)))
  ;; The exit code of a child.
  (func $join (param $child i32) (result i32)
    (i32.store (i32.const 8) (i32.const 1))
    (i32.store (i32.const 12) (local.get $child))
    (if (call $proc_join (i32.const 8) (i32.const 0) (i32.const 16)) (then unreachable))
    (i32.load16_u (i32.const 18)))

  (func $digits (result i32)
    (i32.add (i32.mul (i32.const 10) (call_indirect $functions (type $number) (i32.const 0)))
             (call_indirect $functions (type $number) (i32.const 1))))

  (func (export "_start") (local $child i32)
    (table.set $functions (i32.const 1) (ref.func $three))
    (drop (table.grow $others (ref.null extern) (i32.const 1)))
    (local.set $child (call $fork))
    (if (i32.ne (call $digits) (i32.const 13)) (then unreachable))
    (if (i32.eqz (local.get $child)) (then
      (table.set $functions (i32.const 0) (ref.func $two))
      (drop (table.grow $functions (ref.func $two) (i32.const 4)))
      (table.fill $functions (i32.const 1) (ref.func $one) (i32.const 1))
      (drop (table.grow $others (ref.null extern) (i32.const 5)))
      (global.set $reference (ref.null func))
      (call $exit (i32.add (call $digits) (i32.add (table.size $functions) (table.size $others))))))
    ;; 21 + 7 + 8
    (if (i32.ne (call $join (local.get $child)) (i32.const 36)) (then unreachable))
    (if (i32.ne (call $digits) (i32.const 13)) (then unreachable))
    (if (i32.ne (table.size $functions) (i32.const 3)) (then unreachable))
    (if (i32.ne (table.size $others) (i32.const 3)) (then unreachable))
    (if (ref.is_null (global.get $reference)) (then unreachable))
    (call $exit (i32.const 42))))
