;; A module without _start is a reactor: _initialize runs, and its other exports are not called.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm -o %t.out
;; RUN: bash -c '%t.out; test $? = 9'

(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "other") (call $exit (i32.const 1)))
  (func (export "_initialize") (call $exit (i32.const 9))))
