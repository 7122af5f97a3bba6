;; A known import under another type.
;; RUN: %wat %s > %t.wasm
;; RUN: not %wasixc %t.wasm -o %t.out 2>&1 | FileCheck %s

;; CHECK: error: incompatible import type: 'wasi_snapshot_preview1.fd_write'
(module
  (import "wasi_snapshot_preview1" "fd_write" (func (param i64) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")))
