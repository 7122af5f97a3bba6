;; -v names the imports that are known but answer ENOSYS.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc -v %t.wasm -o %t.out 2>&1 | FileCheck %s

;; CHECK: note: import 'wasix_32v1.http_request' is known but not served: it answers ENOSYS
(module
  (import "wasix_32v1" "http_request" (func (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")))
