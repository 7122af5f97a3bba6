;; --spectre: behind every bounds check the address depends on a mask that the comparison has left, so that a CPU which
;; mispredicts the check's branch reads nothing. LLVM must not see that the mask is superfluous to who obeys branches.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc --spectre --march x86-64-v3 %t.wasm --emit asm -o - | FileCheck %s
;; RUN: %wasixc --spectre --march x86-64-v3 -O1 %t.wasm --emit asm -o - | FileCheck %s
;; RUN: %wasixc --march x86-64-v3 %t.wasm --emit asm -o - | FileCheck --check-prefix=PLAIN %s
;; RUN: %wasixc run --spectre -O0 %t.wasm
;; RUN: %wasixc run --spectre %t.wasm
;; RUN: %wasixc --spectre --check-continuations %t.wasm -o %t
;; PLAIN-NOT: sbbq
;; PLAIN: .rodata
;; PLAIN-NOT: sbbq
(module
  (type $function (func (param i32) (result i32)))
  (memory (export "memory") 1)
  (memory $wide i64 1)
  (table $functions 4 8 funcref)
  (table $others 4 8 externref)
  (elem (table $functions) (i32.const 1) func $callee)
  (func $callee (type $function) (i32.add (local.get 0) (i32.const 2)))

  ;; CHECK-NOT: .rodata
  ;; CHECK-LABEL: wasm.get:
  ;; CHECK: cmpq
  ;; CHECK-NEXT: sbbq [[MASK:%r..?]], [[MASK]]
  ;; CHECK: jae
  ;; CHECK: andq [[MASK]], [[SLOT:%r..?]]
  ;; CHECK-NEXT: movq ([[SLOT]]), %rax
  (func $get (param i32) (result externref) (table.get $others (local.get 0)))

  ;; CHECK-LABEL: wasm.set:
  ;; CHECK: cmpq
  ;; CHECK-NEXT: sbbq [[MASK:%r..?]], [[MASK]]
  ;; CHECK: jae
  ;; CHECK: andq [[MASK]], [[SLOT:%r..?]]
  ;; CHECK-NEXT: movq %rsi, ([[SLOT]])
  (func $set (param i32 externref) (table.set $others (local.get 0) (local.get 1)))

  ;; The element, and the function if its type is wrong.
  ;; CHECK-LABEL: wasm.call:
  ;; CHECK: cmpq
  ;; CHECK-NEXT: sbbq [[MASK:%r..?]], [[MASK]]
  ;; CHECK: jae
  ;; CHECK: andq [[MASK]], [[SLOT:%r..?]]
  ;; CHECK-NEXT: movq ([[SLOT]]), %r10
  ;; CHECK: sete
  ;; CHECK: negq [[TYPE:%r..?]]
  ;; CHECK: jne
  ;; CHECK: andq [[TYPE]], %r10
  ;; CHECK-NEXT: movq 8(%r10), [[CODE:%r..?]]
  ;; CHECK-NEXT: addq %r10, [[CODE]]
  ;; CHECK-NEXT: callq *[[CODE]]
  (func $call (param i32 i32) (result i32)
    (call_indirect $functions (type $function) (local.get 0) (local.get 1)))

  ;; The offset, too, which may be anything.
  ;; CHECK-LABEL: wasm.load:
  ;; CHECK: negq [[MASK:%r..?]]
  ;; CHECK: jne
  ;; CHECK: addq
  ;; CHECK: andq [[MASK]], [[PLACE:%r..?]]
  ;; CHECK-NEXT: movq ([[PLACE]]), %rax
  (func $load (param i64) (result i64) (i64.load $wide offset=0x12345678 (local.get 0)))

  ;; The second access has a mask of its own, although the first has shown that it is inside.
  ;; CHECK-LABEL: wasm.twice:
  ;; CHECK: negq [[FIRST:%r..?]]
  ;; CHECK: andq [[FIRST]], [[PLACE:%r..?]]
  ;; CHECK: movq $1, ([[PLACE]])
  ;; CHECK: negq [[SECOND:%r..?]]
  ;; CHECK: andq [[SECOND]], [[PLACE:%r..?]]
  ;; CHECK-NEXT: movq ([[PLACE]]), %rax
  (func $twice (param i64) (result i64)
    (i64.store $wide (local.get 0) (i64.const 1))
    (i64.load $wide (local.get 0)))

  ;; CHECK-LABEL: wasm.fill:
  ;; CHECK: negq [[MASK:%r..?]]
  ;; CHECK: jne
  ;; CHECK: andq [[MASK]], %rdi
  ;; CHECK: callq memset
  (func $fill (param i64 i64) (memory.fill $wide (local.get 0) (i32.const 7) (local.get 1)))

  ;; What is reserved needs no mask.
  ;; CHECK-LABEL: wasm.narrow:
  ;; CHECK-NOT: andq
  ;; CHECK: retq
  (func $narrow (param i32) (result i32) (i32.load offset=16 (local.get 0)))

  ;; No jump table, and no table of the results either.
  ;; CHECK-LABEL: wasm.branch:
  ;; CHECK-NOT: jmpq
  ;; CHECK: retq
  ;; CHECK-NOT: .rodata
  (func $branch (param i32) (result i32)
    (block (block (block (block (block (block
      (br_table 0 1 2 3 4 5 (local.get 0)))
      (return (i32.const 3))) (return (i32.const 14))) (return (i32.const 159))) (return (i32.const 26)))
      (return (i32.const 535)))
    (i32.const 89793))

  (func $check (param i32) (if (i32.eqz (local.get 0)) (then (unreachable))))
  (func (export "_start")
    (call $check (i32.eq (call $call (i32.const 40) (i32.const 1)) (i32.const 42)))
    (call $check (i64.eq (call $twice (i64.const 65528)) (i64.const 1)))
    (call $fill (i64.const 8) (i64.const 65528))
    (call $check (i64.eq (i64.load $wide (i64.const 8)) (i64.const 0x0707070707070707)))
    (call $check (i64.eqz (i64.load $wide (i64.const 0))))
    (call $check (i32.eqz (call $narrow (i32.const 0))))
    (call $check (i32.eq (call $branch (i32.const 2)) (i32.const 159)))
    (call $check (i32.eq (call $branch (i32.const 99)) (i32.const 89793)))
    (call $set (i32.const 3) (ref.null extern))
    (call $check (ref.is_null (call $get (i32.const 3))))))
