;; An exception that nobody catches names its tag and where it was thrown; frames whose handlers are for other
;; tags do not matter.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc --check-continuations -O0 %t.wasm -o %t.out
;; RUN: bash -c '%t.out; test $? = 134' 2>&1 | FileCheck %s
;; RUN: %wasixc --check-continuations -O3 %t.wasm -o %t.out
;; RUN: bash -c '%t.out; test $? = 134' 2>&1 | FileCheck --check-prefix=SHORT %s

;; CHECK: trap: uncaught exception: 'oops'
;; CHECK-NEXT: at 0 thrower
;; CHECK-NEXT: at 1 middle
;; CHECK-NEXT: at 2 _start
;; SHORT: trap: uncaught exception: 'oops'
(module
  (tag $oops (export "oops") (param i32 f64))
  (tag $other (param i32))
  (memory (export "memory") 1)
  (func $thrower (throw $oops (i32.const 1) (f64.const 2)))
  (func $middle
    (try (do (call $thrower)) (catch $other (drop))))
  (func (export "_start") (call $middle)))
