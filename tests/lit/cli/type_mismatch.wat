;; A module that is not valid: file, offset, function and reason; status 1; nothing is written.
;; RUN: rm -f %t.out
;; RUN: %wat --no-check %s > %t.wasm
;; RUN: not %wasixc %t.wasm -o %t.out 2>&1 | FileCheck %s
;; RUN: not ls %t.out

;; CHECK: {{.*}}.wasm:0x{{[0-9a-f]+}}: error: function 1 'foo': type mismatch: {{.*}}i32{{.*}}i64
(module
  (func)
  (func $foo (result i32) i64.const 0))
