;; A forked process has its own copies of all memories, 32-bit and 64-bit ones, and grows them by itself.
;; RUN: %wat %s > %t.wasm
;; RUN: bash -c '%wasixc run -O0 --check-continuations %t.wasm; test $? = 42'
;; RUN: bash -c '%wasixc run -O3 --check-continuations %t.wasm; test $? = 42'
;; RUN: bash -c '%wasixc run -O3 --march x86-64-v2 %t.wasm; test $? = 42'
(module
  (import "wasix_32v1" "proc_fork" (func $proc_fork (param i32 i32) (result i32)))
  (import "wasix_32v1" "proc_join" (func $proc_join (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (memory $second 1 10)
  (memory $wide i64 1 10)

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

  (func $check (param $condition i32) (if (i32.eqz (local.get $condition)) (then unreachable)))

  (func (export "_start") (local $child i32)
    (i32.store $second (i32.const 100) (i32.const 5))
    (i64.store $wide (i64.const 65000) (i64.const 6))
    (drop (memory.grow $second (i32.const 2)))
    (i32.store $second (i32.const 190000) (i32.const 8))
    (local.set $child (call $fork))
    (call $check (i32.eq (i32.load $second (i32.const 100)) (i32.const 5)))
    (call $check (i64.eq (i64.load $wide (i64.const 65000)) (i64.const 6)))
    (call $check (i32.eq (i32.load $second (i32.const 190000)) (i32.const 8)))
    (call $check (i32.eq (memory.size $second) (i32.const 3)))
    (if (i32.eqz (local.get $child)) (then
      (i32.store $second (i32.const 100) (i32.const 50))
      (i64.store $wide (i64.const 65000) (i64.const 60))
      (call $check (i32.eq (memory.grow $second (i32.const 4)) (i32.const 3)))
      (call $check (i64.eq (memory.grow $wide (i64.const 2)) (i64.const 1)))
      (call $check (i32.eqz (i32.load $second (i32.const 400000))))
      (call $exit (i32.add (i32.load $second (i32.const 100)) (i32.wrap_i64 (i64.load $wide (i64.const 65000)))))))
    (call $check (i32.eq (call $join (local.get $child)) (i32.const 110)))
    (call $check (i32.eq (i32.load $second (i32.const 100)) (i32.const 5)))
    (call $check (i64.eq (i64.load $wide (i64.const 65000)) (i64.const 6)))
    (call $check (i32.eq (memory.size $second) (i32.const 3)))
    (call $check (i64.eq (memory.size $wide) (i64.const 1)))
    (call $exit (i32.const 42))))
