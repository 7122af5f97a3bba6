;; Names from the module are shown in messages, but a terminal does not obey them, and they do not look like messages.
;; RUN: %wat %s > %t.wasm
;; RUN: not %wasixc %t.wasm -o %t.out 2>&1 | FileCheck %s
;; RUN: %wasixc -v --allow-unknown-imports %t.wasm -o %t.out

;; CHECK: error: unknown import function 'en\x1b[2Jv.\u{9b}31m\x0ax.wasm:0x1: error: forged\u{202e}'
;; CHECK-NOT: forged
(module
  (import "en\1b[2Jv" "\c2\9b31m\0ax.wasm:0x1: error: forged\e2\80\ae" (func $unknown))
  (memory (export "memory") 1)
  (func (export "_start") (call $unknown)))
