;; What a call inside the module costs: the call. That instances can be linked with each other shows nowhere.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --emit asm -o - | FileCheck %s
(module
  (memory (export "memory") 1)
  (func $callee (param i32 i64) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.mul (call $callee (i32.load (local.get 0)) (local.get 1)) (i32.const 3)))
      (else (i32.wrap_i64 (local.get 1)))))

  ;; CHECK-LABEL: wasm.direct:
  ;; CHECK-NOT: %gs
  ;; CHECK: pushq %rax
  ;; CHECK-NOT: %gs
  ;; CHECK: callq wasm.callee
  ;; CHECK-NEXT: incl %eax
  ;; CHECK-NOT: %gs
  ;; CHECK: popq %rcx
  ;; CHECK: retq
  (func $direct (param i32 i64) (result i32)
    (i32.add (call $callee (local.get 0) (local.get 1)) (i32.const 1)))

  (func (export "_start") (drop (call $direct (i32.const 0) (i64.const 0)))))
