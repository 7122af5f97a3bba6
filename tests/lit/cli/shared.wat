;; A module for dynamic linking becomes a library; one that is not is refused.
;; RUN: %wat %s > %t.wasm
;; RUN: not %wasixc --shared %t.wasm -o %t.so 2>&1 | FileCheck --check-prefix=PLAIN %s
;; PLAIN: error: not a shared library: the module has no 'dylink.0' section
;; RUN: not ls %t.so
;; RUN: not %wasixc --shared --emit=obj %t.wasm -o %t.so 2>&1 | FileCheck --check-prefix=BOTH %s
;; BOTH: error: --shared and --emit exclude each other
(module (func (export "f")))
