;; What a call through a table costs: the table's bounds, the function's type, the call. Nothing is switched and nothing
;; is asked about the callee's instance; null is found by the hardware.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --emit asm -o - | FileCheck %s
;; RUN: bash -c '%wasixc run -O0 %t.wasm; test $? = 139' 2>&1 | FileCheck --check-prefix=NULL %s
;; RUN: bash -c '%wasixc run -O3 %t.wasm; test $? = 139' 2>&1 | FileCheck --check-prefix=NULL %s
;; NULL: trap: uninitialized element
(module
  (memory (export "memory") 1)
  (type $function (func (param i32) (result i32)))
  (table 4 funcref)
  (table $fixed 5 5 funcref)
  (elem (table $fixed) (i32.const 4) func $callee)
  (elem (i32.const 0) $callee)
  (func $callee (type $function) (i32.add (local.get 0) (i32.const 2)))

  ;; CHECK-LABEL: wasm.indirect:
  ;; CHECK: cmpq %rax, %gs:[[SIZE:[0-9]+]]
  ;; CHECK-NEXT: jbe
  ;; CHECK-NEXT: movq %gs:{{[0-9]+}}, %rcx
  ;; CHECK-NEXT: movq (%rcx,%rax,8), %r10
  ;; CHECK-NEXT: movabsq ${{[-0-9]+}}, %rax
  ;; CHECK-NEXT: cmpq %rax, (%r10)
  ;; CHECK-NEXT: jne
  ;; CHECK: movq 8(%r10), %rax
  ;; CHECK-NEXT: addq %r10, %rax
  ;; CHECK-NEXT: callq *%rax
  ;; CHECK-NEXT: incl %eax
  (func $indirect (param $value i32) (param $element i32) (result i32)
    (i32.add (call_indirect (type $function) (local.get $value) (local.get $element)) (i32.const 1)))

  ;; A table that cannot grow has a size that needs no load.
  ;; CHECK-LABEL: wasm.in_fixed_table:
  ;; CHECK: cmpl $4, %e{{..}}
  ;; CHECK-NEXT: ja
  ;; CHECK: callq *%rax
  (func $in_fixed_table (param $value i32) (param $element i32) (result i32)
    (i32.add (call_indirect $fixed (type $function) (local.get $value) (local.get $element)) (i32.const 1)))

  (func (export "_start")
    (if (i32.ne (call $in_fixed_table (i32.const 1) (i32.const 4)) (i32.const 4)) (then unreachable))
    (if (i32.ne (call $indirect (i32.const 1) (i32.const 0)) (i32.const 4)) (then unreachable))
    (drop (call $indirect (i32.const 1) (i32.load (i32.const 100))))
    (drop (call $indirect (i32.const 1) (i32.const 3)))))
