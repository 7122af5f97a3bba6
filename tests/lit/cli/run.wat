;; `wasixc run` compiles once, passes arguments and the exit status on.
;; RUN: %wat %s > %t.wasm
;; RUN: bash -c '%wasixc run %t.wasm; test $? = 1'
;; RUN: bash -c '%wasixc run -O1 %t.wasm --flag -o x; test $? = 4'

;; Exits with its number of arguments.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (drop (call $sizes (i32.const 0) (i32.const 4)))
    (call $exit (i32.load (i32.const 0)))))
