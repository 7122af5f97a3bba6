;; References to exceptions live on in frames that the host keeps aside: those of a checkpoint, of a parent whose vfork
;; child borrows its thread, and of a suspended coroutine.
;; RUN: %wat %s > %t.wasm
;; RUN: %wasixc %t.wasm -o %t.out
;; RUN: %t.out
(module
  (import "wasix_32v1" "stack_checkpoint" (func $checkpoint (param i32 i32) (result i32)))
  (import "wasix_32v1" "stack_restore" (func $restore (param i32 i64)))
  (import "wasix_32v1" "proc_fork" (func $fork (param i32 i32) (result i32)))
  (import "wasix_32v1" "proc_exit2" (func $exit (param i32)))
  (import "wasix_32v1" "context_create" (func $create (param i32 i32) (result i32)))
  (import "wasix_32v1" "context_switch" (func $switch (param i64) (result i32)))
  (table funcref (elem $coroutine))
  (tag $kept (param i32))
  (tag $other)
  (memory (export "memory") 1)

  ;; Cleans up, as a destructor: by remembering this place (0), or by vfork (1).
  (func $cleaner (param $how i32)
    (try
      (do (throw $kept (i32.const 42)))
      (catch_all
        (if (local.get $how)
          (then (if (call $fork (i32.const 0) (i32.const 128)) (then unreachable)))
          (else (if (call $checkpoint (i32.const 0) (i32.const 64)) (then unreachable))))
        (rethrow 0))))

  (func $expectKept (param $how i32)
    (try
      (do (call $cleaner (local.get $how)))
      (catch $kept (if (i32.ne (i32.const 42)) (then unreachable)))))

  (func $cleanOther (try (do (throw $other)) (catch_all (rethrow 0))))

  ;; More than are kept without a look at which are still in use.
  (func $throwMany (local $i i32)
    (loop $again
      (try (do (call $cleanOther)) (catch_all))
      (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 20000)))))

  ;; Cleans up by having another coroutine run.
  (func $switchTo (param $id i64) (if (call $switch (local.get $id)) (then unreachable)))
  (func $coroutine
    (try
      (do (try (do (throw $kept (i32.const 42))) (catch_all (call $switchTo (i64.const 0)) (rethrow 0))))
      (catch $kept (if (i32.ne (i32.const 42)) (then unreachable))))
    (call $switchTo (i64.const 0)))

  (func (export "_start")
    (if (call $create (i32.const 192) (i32.const 0)) (then unreachable))
    (call $switchTo (i64.load (i32.const 192)))
    (call $throwMany)
    (call $switchTo (i64.load (i32.const 192)))
    (call $expectKept (i32.const 0))
    (if (i64.eqz (i64.load (i32.const 64)))
      (then
        (call $throwMany)
        (call $restore (i32.const 0) (i64.const 1))))
    (call $expectKept (i32.const 1))
    (if (i32.eqz (i32.load (i32.const 128)))
      (then
        (call $throwMany)
        (call $exit (i32.const 0))))))
