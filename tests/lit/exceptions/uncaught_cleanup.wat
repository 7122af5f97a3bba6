;; An exception that is thrown again by a handler that only cleans up is still the one that was thrown first.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc -O0 %t.wasm -o %t.out
;; RUN: not %t.out 2>&1 | FileCheck %s

;; CHECK: trap: uncaught exception: tag 0
;; CHECK-NEXT: at 0 thrower
;; CHECK-NEXT: at 1 middle
;; CHECK-NEXT: at 2 cleaner
;; CHECK-NEXT: at 3 _start
;; CHECK-NOT: at
(module
  (tag $oops)
  (memory (export "memory") 1)
  (func $thrower (throw $oops))
  (func $middle (call $thrower))
  (func $cleaner (try (do (call $middle)) (catch_all (rethrow 0))))
  (func (export "_start") (call $cleaner)))
