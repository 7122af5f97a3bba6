;; A child that throws what nobody catches ends by the signal of that trap, and says what was thrown.
;; RUN: %wat %s > %t.wasm
;; RUN: bash -c '%wasixc run %t.wasm; test $? = 42' 2>&1 | FileCheck %s
;; CHECK: uncaught exception: 'oops'
(module
  (import "wasix_32v1" "proc_fork" (func $proc_fork (param i32 i32) (result i32)))
  (import "wasix_32v1" "proc_join" (func $proc_join (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (tag $oops (export "oops"))
  (tag $other)

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

  (func (export "_start") (local $child i32)
    (local.set $child (call $fork))
    (if (i32.eqz (local.get $child)) (then
      (try (do (throw $oops)) (catch $other (call $exit (i32.const 1))))))
    (drop (call $join (local.get $child)))
    ;; ended by SIGABRT
    (if (i32.ne (i32.load8_u (i32.const 16)) (i32.const 2)) (then unreachable))
    (if (i32.ne (i32.load8_u (i32.const 20)) (i32.const 6)) (then unreachable))
    (call $exit (i32.const 42))))
