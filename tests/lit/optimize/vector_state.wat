;; Guest code leaves the upper halves of vector registers to the gate to the host: no call of unknown code clears them, and
;; nothing that guests call is in the encoding that would pay for them.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --march x86-64-v3 --emit asm -o - | FileCheck %s
;; RUN: %wasixc %t.wasm --march x86-64-v3 --emit image -o %t.v3
;; RUN: llvm-objdump -d --disassemble-symbols=memmove %t.v3 | FileCheck %s --check-prefix AVX
;; RUN: %wasixc %t.wasm --march x86-64-v2 --emit image -o %t.v2
;; RUN: llvm-objdump -d --disassemble-symbols=memmove %t.v2 | FileCheck %s --check-prefix SSE
;; RUN: bash -c '%wasixc run %t.wasm; test $? = 42'
;; CHECK-LABEL: wasm.clear_and_call:
;; CHECK: %ymm0
;; CHECK-NOT: vzeroupper
;; CHECK: callq *%rax
;; CHECK-NOT: vzeroupper
;; CHECK: func_end
;; AVX: vmovups {{.*}}%xmm0
;; SSE: {{^.*[[:space:]]}}movups {{.*}}%xmm0
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (table 1 1 funcref)
  (elem (i32.const 0) $exit)
  (type $function (func (param i32)))
  (func $clear_and_call (param $p i32) (param $status i32)
    (memory.fill (local.get $p) (i32.const 0) (i32.const 64))
    (call_indirect (type $function) (local.get $status) (i32.const 0)))
  (func (export "_start")
    (memory.copy (i32.const 0) (i32.const 100) (i32.load (i32.const 200)))
    (call $clear_and_call (i32.const 16) (i32.const 42))))
