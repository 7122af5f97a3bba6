;; A fork in the middle of a long chain of tail calls, direct and indirect, with arguments that fit no registers.
;; RUN: %wat %s > %t.wasm
;; RUN: bash -c '%wasixc run -O0 --check-continuations %t.wasm; test $? = 42'
;; RUN: bash -c '%wasixc run -O3 --check-continuations %t.wasm; test $? = 42'
;; RUN: bash -c '%wasixc run -O3 --march x86-64-v2 %t.wasm; test $? = 42'
(module
  (import "wasix_32v1" "proc_fork" (func $proc_fork (param i32 i32) (result i32)))
  (import "wasix_32v1" "proc_join" (func $proc_join (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (type $step (func (param i32 i64 i64 i64 i64 i64 i64 f64) (result i64)))
  (table 2 funcref)
  (elem (i32.const 0) $even $odd)
  (global $child (mut i32) (i32.const -1))

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

  ;; A hundred thousand frames would not fit the stack.
  (func $even (type $step)
    (if (i32.eq (local.get 0) (i32.const 50000)) (then (global.set $child (call $fork))))
    (if (i32.eqz (local.get 0)) (then (return (i64.add (local.get 1) (local.get 6)))))
    (return_call $odd (i32.sub (local.get 0) (i32.const 1)) (local.get 2) (local.get 3) (local.get 4) (local.get 5)
      (local.get 6) (i64.add (local.get 1) (i64.const 1)) (local.get 7)))
  (func $odd (type $step)
    (return_call_indirect (type $step) (i32.sub (local.get 0) (i32.const 1)) (local.get 6) (local.get 1) (local.get 2)
      (local.get 3) (local.get 4) (local.get 5) (f64.add (local.get 7) (f64.const 1)) (i32.const 0)))

  (func (export "_start") (local $sum i64)
    (local.set $sum (call $even (i32.const 100000) (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5)
      (i64.const 6) (f64.const 0)))
    (if (i32.eqz (global.get $child)) (then (call $exit (i32.and (i32.wrap_i64 (local.get $sum)) (i32.const 127)))))
    (if (i32.ne (call $join (global.get $child)) (i32.and (i32.wrap_i64 (local.get $sum)) (i32.const 127)))
      (then unreachable))
    (call $exit (i32.const 42))))
