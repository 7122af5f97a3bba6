;; A narrow compare-exchange wraps the expected value to the memory's width.
;; RUN: %wat %s > %t.wasm
;; RUN: bash -c '%wasixc run -O0 %t.wasm; test $? = 42'
;; RUN: bash -c '%wasixc run -O3 %t.wasm; test $? = 42'
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)

  (func $try (param $expected i32) (result i32)
    (i32.store (i32.const 0) (i32.const 0x00010203))
    (drop (i32.atomic.rmw8.cmpxchg_u (i32.const 0) (local.get $expected) (i32.const 0x1ff)))
    (drop (i64.atomic.rmw16.cmpxchg_u (i32.const 2) (i64.const 0x50001) (i64.const 7)))
    (i32.load (i32.const 0)))

  (func (export "_start")
    (if (i32.and (i32.eq (call $try (i32.const 0x103)) (i32.const 0x000702ff))
                 (i32.eq (call $try (i32.const 0x104)) (i32.const 0x00070203)))
      (then (call $exit (i32.const 42))))))
