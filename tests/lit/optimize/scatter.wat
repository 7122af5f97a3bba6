;; Stores at a distance known only at run time stay a scalar loop: one store, two sums, one comparison.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --march x86-64-v4 --emit asm -o - | FileCheck %s
;; CHECK-LABEL: wasm.mark:
;; CHECK-NOT: mm{{[0-9]}}
;; CHECK: func_end
(module
  (memory (export "memory") 1)
  (func $mark (export "mark") (param $p i32) (param $step i32) (local $k i64)
    (local.set $step (i32.or (local.get $step) (i32.const 1)))
    (loop $next
      (i32.store8 (local.get $p) (i32.const 1))
      (local.set $p (i32.add (local.get $p) (local.get $step)))
      (br_if $next (i64.lt_u (local.tee $k (i64.add (local.get $k) (i64.extend_i32_u (local.get $step))))
                             (i64.const 4000000)))))
  (func (export "_start")))
