;; An import that nobody serves is an error that names it, or a trap when that is asked for.
;; RUN: rm -f %t.out
;; RUN: %wat %s > %t.wasm
;; RUN: not %wasixc %t.wasm -o %t.out 2>&1 | FileCheck %s
;; RUN: not ls %t.out
;; RUN: %wasixc --allow-unknown-imports %t.wasm -o %t.out
;; RUN: not %t.out 2>&1 | FileCheck --check-prefix=TRAP %s

;; CHECK: error: unknown import function 'env.frobnicate'
;; TRAP: call of an unknown import
(module
  (import "env" "frobnicate" (func $frobnicate (param i32)))
  (memory (export "memory") 1)
  (func (export "_start") (call $frobnicate (i32.const 1))))
