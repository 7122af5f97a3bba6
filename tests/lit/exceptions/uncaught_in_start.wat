;; An exception ends at the boundary to the host: thrown by a start function, it is one that nobody catches.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc --check-continuations -O0 %t.wasm -o %t.out
;; RUN: bash -c '%t.out; test $? = 134' 2>&1 | FileCheck %s

;; CHECK: trap: uncaught exception: 'oops'
;; CHECK-NEXT: at 0 thrower
;; CHECK-NEXT: at 1 begin
(module
  (tag $oops (export "oops"))
  (memory (export "memory") 1)
  (func $thrower (throw $oops))
  (func $begin (call $thrower))
  (start $begin)
  (func (export "_start")))
