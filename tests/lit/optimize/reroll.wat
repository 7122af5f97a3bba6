;; Loops that the module's producer has unrolled: vectors of consecutive elements without shuffles, as if it had not; and
;; the right results where copies are no copies, or may not change places.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --march x86-64-v3 --emit llvm-ir -o - | FileCheck %s
;; RUN: %wasixc %t.wasm --march x86-64-v2 --emit asm -o - | FileCheck %s --check-prefix SCALAR
;; RUN: bash -c '%wasixc run -O3 %t.wasm; test $? = 42'
;; RUN: bash -c '%wasixc run -O0 %t.wasm; test $? = 42'
;; RUN: %wasixc %t.wasm --check-continuations -o %t.exe
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (table 6 funcref)
  (elem (i32.const 0) $mix $sum $different $late $rotate)
  (type $loop (func (param i32 i32) (result i32)))

  ;; a[i] += (i ^ bias) + (a[i] >> 3): the index is a value, too.
  ;; CHECK-LABEL: define {{.*}}mix
  ;; CHECK: load <8 x i32>
  ;; CHECK-NOT: shufflevector <16 x i32>
  ;; CHECK: store <8 x i32>
  ;; CHECK: }
  (func $mix (param $a i32) (param $bias i32) (result i32) (local $i i32) (local $p i32) (local $v i32)
    (loop $next
      (local.set $p (i32.add (local.get $a) (i32.shl (local.get $i) (i32.const 2))))
      (local.set $v (i32.load (local.get $p)))
      (i32.store (local.get $p) (i32.add (i32.add (local.get $v) (i32.xor (local.get $i) (local.get $bias)))
                                         (i32.shr_s (local.get $v) (i32.const 3))))
      (local.set $v (i32.load offset=4 (local.get $p)))
      (i32.store offset=4 (local.get $p)
        (i32.add (i32.add (local.get $v) (i32.xor (i32.or (local.get $i) (i32.const 1)) (local.get $bias)))
                 (i32.shr_s (local.get $v) (i32.const 3))))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 2))) (i32.const 64))))
    (i32.const 0))

  ;; The sum of $count words, four at a time.
  ;; CHECK-LABEL: define {{.*}}sum
  ;; CHECK: load <8 x i32>
  ;; CHECK-NOT: shufflevector <32 x i32>
  ;; CHECK: }
  (func $sum (param $p i32) (param $count i32) (result i32) (local $sum i32)
    (local.set $count (i32.and (local.get $count) (i32.const -4)))
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $p))))
      (local.set $sum (i32.add (local.get $sum) (i32.load offset=4 (local.get $p))))
      (local.set $sum (i32.add (local.get $sum) (i32.load offset=8 (local.get $p))))
      (local.set $sum (i32.add (local.get $sum) (i32.load offset=12 (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 4)))))
    (local.get $sum))

  ;; Not copies: one adds what the other subtracts.
  (func $different (param $p i32) (param $count i32) (result i32)
    (loop $next
      (i32.store (local.get $p) (i32.add (i32.load (local.get $p)) (local.get $count)))
      (i32.store offset=4 (local.get $p) (i32.sub (i32.load offset=4 (local.get $p)) (local.get $count)))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 2)))))
    (local.get $p))

  ;; b[i] = a[i] + 1, where both loads come before both stores: it matters if b lies one word behind a.
  (func $late (param $a i32) (param $b i32) (result i32) (local $i i32) (local $v i32) (local $w i32)
    (loop $next
      (local.set $v (i32.load (i32.add (local.get $a) (local.get $i))))
      (local.set $w (i32.load offset=4 (i32.add (local.get $a) (local.get $i))))
      (i32.store (i32.add (local.get $b) (local.get $i)) (i32.add (local.get $v) (i32.const 1)))
      (i32.store offset=4 (i32.add (local.get $b) (local.get $i)) (i32.add (local.get $w) (i32.const 1)))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 8))) (i32.const 64))))
    (local.get $i))

  ;; A loop that is not vectorized without instructions for it stays unrolled.
  ;; SCALAR-LABEL: {{^}}wasm.rotate:
  ;; SCALAR: rolq
  ;; SCALAR-NOT: j{{[a-z]+}}
  ;; SCALAR: rolq
  ;; SCALAR-NOT: rolq
  ;; SCALAR: jne
  ;; SCALAR: func_end
  (func $rotate (param $p i32) (param $count i32) (result i32) (local $k i64)
    (local.set $count (i32.and (local.get $count) (i32.const -2)))
    (local.set $k (i64.const 2))
    (loop $next
      (i64.store (local.get $p)
        (i64.rotl (i64.const 0x9e3779b97f4a7c15) (i64.xor (i64.load (local.get $p)) (local.get $k))))
      (i64.store offset=8 (local.get $p)
        (i64.rotl (i64.const 0x9e3779b97f4a7c15)
          (i64.xor (i64.load offset=8 (local.get $p)) (i64.add (local.get $k) (i64.const 1)))))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (local.set $k (i64.add (local.get $k) (i64.const 2)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 2)))))
    (i32.const 0))

  ;; Sets $count words at $start to 1, 2, 3, ...
  (func $fill (param $start i32) (param $count i32) (local $i i32)
    (loop $next
      (i32.store (i32.add (local.get $start) (i32.shl (local.get $i) (i32.const 2)))
                 (local.tee $i (i32.add (local.get $i) (i32.const 1))))
      (br_if $next (i32.ne (local.get $i) (local.get $count)))))

  (func $expect (param i32 i32)
    (if (i32.ne (local.get 0) (local.get 1)) (then (call $exit (i32.const 1)))))

  (func (export "_start") (local $one i32)
    ;; The number of arguments, which the compiler cannot know.
    (drop (call $sizes (i32.const 0) (i32.const 4)))
    (local.set $one (i32.load (i32.const 0)))

    (call $fill (i32.const 1024) (i32.const 100))
    (call $expect (call_indirect (type $loop) (i32.const 1024) (i32.const 100) (local.get $one)) (i32.const 5050))
    (call $expect (call_indirect (type $loop) (i32.const 1024) (i32.const 4) (local.get $one)) (i32.const 10))

    ;; 2080 of the words, 2016 of the indices, 232 of their eighths
    (call $fill (i32.const 1024) (i32.const 64))
    (drop (call_indirect (type $loop) (i32.const 1024) (i32.const 0)
      (i32.sub (local.get $one) (i32.const 1))))
    (call $expect (call_indirect (type $loop) (i32.const 1024) (i32.const 64) (local.get $one)) (i32.const 4328))

    (call $fill (i32.const 1024) (i32.const 64))
    (drop (call_indirect (type $loop) (i32.const 1024) (i32.const 32) (i32.add (local.get $one) (i32.const 1))))
    (call $expect (i32.load (i32.const 1024)) (i32.const 33))
    (call $expect (i32.load (i32.const 1028)) (i32.const -30))

    ;; Each iteration sees what the one before it has stored last, so all words are made of the even ones.
    (call $fill (i32.const 1024) (i32.const 64))
    (drop (call_indirect (type $loop) (i32.const 1024) (i32.const 1028) (i32.add (local.get $one) (i32.const 2))))
    (call $expect (i32.load (i32.const 1028)) (i32.const 2))
    (call $expect (i32.load (i32.const 1032)) (i32.const 3))
    (call $expect (i32.load (i32.const 1036)) (i32.const 4))
    (call $expect (i32.load (i32.const 1088)) (i32.const 17))

    (i64.store (i32.const 1024) (i64.const 6))
    (i64.store (i32.const 1032) (i64.const 11))
    (drop (call_indirect (type $loop) (i32.const 1024) (i32.const 2) (i32.add (local.get $one) (i32.const 3))))
    (call $expect (i32.load (i32.const 1024)) (i32.const 0xf4a7c159))
    (call $expect (i32.load (i32.const 1032)) (i32.const 0x4a7c159e))
    (call $exit (i32.const 42))))
