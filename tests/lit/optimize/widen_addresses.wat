;; Loops whose addresses may wrap: vectors where they do not, and the right places where they do.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm --march x86-64-v3 --emit llvm-ir -o - | FileCheck %s
;; RUN: bash -c '%wasixc run -O3 %t.wasm; test $? = 42'
;; RUN: bash -c '%wasixc run -O0 %t.wasm; test $? = 42'
;; RUN: %wasixc %t.wasm --check-continuations -o %t.exe

;; CHECK: define {{.*}}axpy
;; CHECK: icmp ult i64 {{.*}}, 4294967296
;; CHECK: load <8 x i32>
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (table 3 funcref)
  (elem (i32.const 0) $axpy $up $down)
  (type $loop (func (param i32 i32 i32)))

  ;; out[i] += in[i], two elements at a time.
  (func $axpy (param $out i32) (param $in i32) (param $bytes i32)
    (local $i i32) (local $o i32) (local $p i32)
    (loop $next
      (local.set $o (i32.add (local.get $out) (local.get $i)))
      (local.set $p (i32.add (local.get $in) (local.get $i)))
      (i32.store (local.get $o) (i32.add (i32.load (local.get $o)) (i32.load (local.get $p))))
      (local.set $o (i32.add (local.get $o) (i32.const 4)))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (i32.store (local.get $o) (i32.add (i32.load (local.get $o)) (i32.load (local.get $p))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (local.get $bytes)))))

  ;; Triples the words at $start + 8 * k and behind, for k from $skip up: the first sums lie just below 2^32.
  (func $up (param $start i32) (param $skip i32) (param $count i32)
    (local $k i32) (local $p i32)
    (loop $next
      (local.set $p (i32.add (local.get $start) (i32.shl (local.get $k) (i32.const 3))))
      (if (i32.ge_u (local.get $k) (local.get $skip)) (then
        (i32.store (local.get $p) (i32.mul (i32.load (local.get $p)) (i32.const 3)))
        (local.set $p (i32.add (local.get $p) (i32.const 4)))
        (i32.store (local.get $p) (i32.mul (i32.load (local.get $p)) (i32.const 3)))))
      (br_if $next (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $count)))))

  ;; Adds 100 to the words at $start - 8 * k and behind, for k up to $last: later sums lie below zero.
  (func $down (param $start i32) (param $last i32) (param $count i32)
    (local $k i32) (local $p i32)
    (loop $next
      (local.set $p (i32.sub (local.get $start) (i32.shl (local.get $k) (i32.const 3))))
      (if (i32.le_u (local.get $k) (local.get $last)) (then
        (i32.store (local.get $p) (i32.add (i32.load (local.get $p)) (i32.const 100)))
        (local.set $p (i32.add (local.get $p) (i32.const 4)))
        (i32.store (local.get $p) (i32.add (i32.load (local.get $p)) (i32.const 100)))))
      (br_if $next (i32.ne (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $count)))))

  ;; Sets $count words at $start to 1, 2, 3, ...
  (func $fill (param $start i32) (param $count i32) (local $i i32)
    (loop $next
      (i32.store (i32.add (local.get $start) (i32.shl (local.get $i) (i32.const 2)))
                 (local.tee $i (i32.add (local.get $i) (i32.const 1))))
      (br_if $next (i32.ne (local.get $i) (local.get $count)))))

  (func $sum (param $start i32) (param $count i32) (result i32) (local $i i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum)
        (i32.load (i32.add (local.get $start) (i32.shl (local.get $i) (i32.const 2))))))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
    (local.get $sum))

  (func $expect (param i32 i32)
    (if (i32.ne (local.get 0) (local.get 1)) (then (call $exit (i32.const 1)))))

  (func (export "_start") (local $one i32)
    ;; The number of arguments, which the compiler cannot know.
    (drop (call $sizes (i32.const 0) (i32.const 4)))
    (local.set $one (i32.load (i32.const 0)))

    (call $fill (i32.const 0) (i32.const 64))
    (call_indirect (type $loop) (i32.mul (i32.const -16) (local.get $one)) (i32.const 2) (i32.const 20)
      (local.get $one))
    (call_indirect (type $loop) (i32.mul (i32.const 24) (local.get $one)) (i32.const 3) (i32.const 6)
      (i32.add (local.get $one) (i32.const 1)))
    ;; 2080, twice the words 0 to 35 once more, 100 for the words 0 to 7
    (call $expect (call $sum (i32.const 0) (i32.const 64)) (i32.const 4212))

    (call $fill (i32.const 1024) (i32.const 128))
    (call $fill (i32.const 4096) (i32.const 128))
    (call_indirect (type $loop) (i32.const 1024) (i32.const 4096) (i32.const 512)
      (i32.sub (local.get $one) (i32.const 1)))
    (call $expect (call $sum (i32.const 1024) (i32.const 128)) (i32.const 16512))

    ;; Overlapping: every word becomes the sum of all before it.
    (call $fill (i32.const 1024) (i32.const 17))
    (call_indirect (type $loop) (i32.const 1028) (i32.const 1024) (i32.const 64)
      (i32.sub (local.get $one) (i32.const 1)))
    (call $expect (i32.load (i32.const 1088)) (i32.const 153))
    (call $exit (i32.const 42))))
