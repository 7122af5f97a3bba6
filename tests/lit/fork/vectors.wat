;; Vectors, floats and wide integers that live across a fork, in registers and on the stack.
;; RUN: %wat %s > %t.wasm
;; RUN: bash -c '%wasixc run -O0 --check-continuations %t.wasm; test $? = 42'
;; RUN: bash -c '%wasixc run -O3 --check-continuations %t.wasm; test $? = 42'
;; RUN: bash -c '%wasixc run -O3 --march x86-64-v2 %t.wasm; test $? = 42'
(module
  (import "wasix_32v1" "proc_fork" (func $proc_fork (param i32 i32) (result i32)))
  (import "wasix_32v1" "proc_join" (func $proc_join (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)

  ;; The child's process identifier, or 0 in the child.
  (func $fork (result i32)
    (if (call $proc_fork (i32.const 1) (i32.const 0)) (then unreachable))
    (i32.load (i32.const 0)))
  ;; The exit code of a child.
  (func $join (param $child i32) (result i32)
    (i32.store (i32.const 8) (i32.const 1))
    (i32.store (i32.const 12) (local.get $child))
    (if (call $proc_join (i32.const 8) (i32.const 0) (i32.const 16)) (then unreachable))
    (i32.load16_u (i32.const 18)))

  ;; Nine vectors are live at the fork, more than the callee could save in registers.
  (func $forked (param $x i32) (result i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $e v128) (local $child i32)
    (local $f f64) (local $g i64)
    (local.set $a (i32x4.splat (local.get $x)))
    (local.set $b (i32x4.add (local.get $a) (v128.const i32x4 1 2 3 4)))
    (local.set $c (i16x8.mul (local.get $b) (local.get $a)))
    (local.set $d (f32x4.convert_i32x4_s (local.get $b)))
    (local.set $e (f64x2.splat (f64.convert_i32_u (local.get $x))))
    (local.set $f (f64.sqrt (f64.convert_i32_u (local.get $x))))
    (local.set $g (i64.mul (i64.extend_i32_u (local.get $x)) (i64.const 0x100000001)))
    (local.set $child (call $fork))
    ;; 7 + (7 + 4) + (7 + 2) * 7 + (7 + 1) + 7 + 2 + 7 = 105, for x = 7
    (local.set $x
      (i32.add (i32x4.extract_lane 0 (local.get $a))
      (i32.add (i32x4.extract_lane 3 (local.get $b))
      (i32.add (i16x8.extract_lane_u 2 (local.get $c))
      (i32.add (i32.trunc_f32_s (f32x4.extract_lane 0 (local.get $d)))
      (i32.add (i32.trunc_f64_s (f64x2.extract_lane 1 (local.get $e)))
      (i32.add (i32.trunc_f64_s (local.get $f)) (i32.wrap_i64 (i64.shr_u (local.get $g) (i64.const 32))))))))))
    (if (i32.eqz (local.get $child)) (then (call $exit (local.get $x))))
    (i32.add (local.get $x) (call $join (local.get $child))))

  (func (export "_start")
    (if (i32.eq (call $forked (i32.const 7)) (i32.const 210)) (then (call $exit (i32.const 42))))))
