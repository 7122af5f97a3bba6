;; Nested try blocks, rethrow, delegate, calls of every kind, values that stay alive, deep stacks. The exit
;; status has a bit for each check that fails.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc --check-continuations -O0 %t.wasm -o %t.out
;; RUN: %t.out
;; RUN: %wasixc --check-continuations -O3 %t.wasm -o %t.out
;; RUN: %t.out
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (tag $number (param i32))
  (tag $pair (param i64 f64))
  (tag $empty)
  (type $nullary (func))
  (memory (export "memory") 1)
  (table funcref (elem $throwPair))
  (global $failures (mut i32) (i32.const 0))

  (func $check (param $bit i32) (param $ok i32)
    (if (i32.eqz (local.get $ok))
      (then (global.set $failures (i32.or (global.get $failures) (local.get $bit))))))
  (func $throwNumber (param i32) (throw $number (local.get 0)))
  (func $throwPair (throw $pair (i64.const 5) (f64.const 1.5)))
  (func $throwEmpty (throw $empty))

  ;; The inner handler is for another tag, the outer one takes it.
  (func $nested (result i32)
    (try (result i32)
      (do (try (result i32)
        (do (call $throwNumber (i32.const 3)) (i32.const 0))
        (catch $empty (i32.const 1))))
      (catch $number)))

  (func $rethrown (result i32)
    (try (result i32)
      (do
        (try $outer
          (do (call $throwNumber (i32.const 4)))
          (catch $number
            (drop)
            (try (do (call $throwEmpty)) (catch_all (rethrow $outer)))))
        (i32.const 0))
      (catch $number)))

  (func $delegated (result i32)
    (try $target (result i32)
      (do (try (result i32)
        (do (try (result i32)
          (do (call $throwNumber (i32.const 6)) (i32.const 0))
          (delegate $target)))
        (catch_all (i32.const 1))))
      (catch $number)))
  (func $delegateToCaller
    (try (do (try (do (call $throwNumber (i32.const 7))) (delegate 1))) (catch_all)))

  ;; Through a table, with many values alive across the call.
  (func $indirect (param $a i64) (param $b f64) (param $c i32) (param $d i64) (result f64)
    (local $i i64) (local $f f64)
    (try
      (do (call_indirect (type $nullary) (i32.const 0)))
      (catch $pair (local.set $f) (local.set $i)))
    (f64.add
      (f64.add (local.get $b) (local.get $f))
      (f64.convert_i64_s (i64.add (i64.add (local.get $a) (local.get $i))
        (i64.mul (local.get $d) (i64.extend_i32_s (local.get $c)))))))

  (func $deep (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (throw $empty)))
    (i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (local.get 0)))

  (func $handledBeforeBranch (result i32) ;; a handler ends by a branch out of a loop
    (local $n i32)
    (loop $again
      (try
        (do (call $throwNumber (local.get $n)))
        (catch $number
          (local.set $n (i32.add (i32.const 1)))
          (br_if $again (i32.lt_u (local.get $n) (i32.const 20000))))))
    (local.get $n))

  (func (export "_start") (local $caught i32)
    (call $check (i32.const 1) (i32.eq (call $nested) (i32.const 3)))
    (call $check (i32.const 2) (i32.eq (call $rethrown) (i32.const 4)))
    (call $check (i32.const 4) (i32.eq (call $delegated) (i32.const 6)))
    (try
      (do (call $delegateToCaller) (call $check (i32.const 8) (i32.const 0)))
      (catch $number (local.set $caught) (call $check (i32.const 8) (i32.eq (local.get $caught) (i32.const 7)))))
    (call $check (i32.const 16)
      (f64.eq (call $indirect (i64.const 100) (f64.const 0.25) (i32.const 3) (i64.const 1000)) (f64.const 3106.75)))
    (try
      (do (drop (call $deep (i32.const 100000))) (call $check (i32.const 32) (i32.const 0)))
      (catch_all))
    (call $check (i32.const 64) (i32.eq (call $handledBeforeBranch) (i32.const 20000)))
    (call $exit (global.get $failures))))
