;; A counter that runs from minus an array's size up to zero: the array's words become vectors all the same.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --march x86-64-v3 --emit llvm-ir -o - | FileCheck %s
;; CHECK: define {{.*}}negate
;; CHECK: load <8 x i32>
;; CHECK: store <8 x i32>
(module
  (memory (export "memory") 2)
  (func $negate (export "_start") (local $i i32) (local $p i32)
    (local.set $i (i32.const -4096))
    (loop $next
      (local.set $p (i32.add (local.get $i) (i32.const 8192)))
      (i32.store (local.get $p) (i32.sub (i32.const 0) (i32.load (local.get $p))))
      (br_if $next (local.tee $i (i32.add (local.get $i) (i32.const 4)))))))
