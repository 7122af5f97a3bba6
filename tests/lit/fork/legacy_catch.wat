;; Legacy exceptions and forks: a fork inside a handler that throws again, and throws in the child to frames that were
;; there before it was.
;; RUN: %wat %s > %t.wasm
;; RUN: bash -c '%wasixc run -O0 --check-continuations %t.wasm; test $? = 42'
;; RUN: bash -c '%wasixc run -O3 --check-continuations %t.wasm; test $? = 42'
;; RUN: bash -c '%wasixc run -O3 --march x86-64-v2 %t.wasm; test $? = 42'
(module
  (import "wasix_32v1" "proc_fork" (func $proc_fork (param i32 i32) (result i32)))
  (import "wasix_32v1" "proc_join" (func $proc_join (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (tag $number (param i32 v128))
  (global $child (mut i32) (i32.const -1))

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

  (func $thrower (param i32)
    (throw $number (local.get 0) (i32x4.splat (local.get 0))))

  ;; Forks while it handles an exception; then both processes throw it again.
  (func $handler (param i32)
    (try
      (do (call $thrower (local.get 0)))
      (catch $number
        (drop) (drop)
        (global.set $child (call $fork))
        (rethrow 0))))

  (func $deep (param $depth i32) (param $value i32)
    (if (local.get $depth)
      (then (call $deep (i32.sub (local.get $depth) (i32.const 1)) (local.get $value)))
      (else (call $handler (local.get $value)))))

  (func $caught (param $value i32) (result i32)
    (try (result i32)
      (do (call $deep (i32.const 20) (local.get $value)) (i32.const -1))
      (catch $number (i32x4.extract_lane 2) (i32.add))))

  ;; Forks first; only the child throws, to a frame of the parent's.
  (func $after (param $value i32) (result i32)
    (try (result i32)
      (do
        (global.set $child (call $fork))
        (if (i32.eqz (global.get $child)) (then (call $thrower (local.get $value))))
        (i32.const 5))
      (catch $number (drop))
      (catch_all (i32.const -1))))

  (func $check (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))

  (func (export "_start") (local $sum i32)
    (local.set $sum (call $caught (i32.const 30)))
    (if (i32.eqz (global.get $child)) (then (call $exit (local.get $sum))))
    (call $check (i32.eq (local.get $sum) (i32.const 60)))
    (call $check (i32.eq (call $join (global.get $child)) (i32.const 60)))
    (local.set $sum (call $after (i32.const 33)))
    (if (i32.eqz (global.get $child)) (then (call $exit (local.get $sum))))
    (call $check (i32.eq (local.get $sum) (i32.const 5)))
    (call $check (i32.eq (call $join (global.get $child)) (i32.const 33)))
    (call $exit (i32.const 42))))
