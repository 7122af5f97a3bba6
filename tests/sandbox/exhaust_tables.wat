;; Tables, and exceptions that somebody still has: as many as there may be. _start returns when growing is refused;
;; exceptions end with a trap.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (table $t0 1 10000000 funcref) (table $t1 1 10000000 funcref) (table $t2 1 10000000 funcref)
  (table $t3 1 10000000 funcref) (table $t4 1 10000000 funcref) (table $t5 1 10000000 funcref)
  (tag $wide (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64
                    i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64))
  (func $f)
  (elem declare func $f)

  (func $tables
    (drop (table.grow $t0 (ref.func $f) (i32.const 9999000)))
    (drop (table.grow $t1 (ref.func $f) (i32.const 9999000)))
    (drop (table.grow $t2 (ref.func $f) (i32.const 9999000)))
    (drop (table.grow $t3 (ref.func $f) (i32.const 9999000)))
    (drop (table.grow $t4 (ref.func $f) (i32.const 9999000)))
    (if (i32.ne (table.grow $t5 (ref.func $f) (i32.const 9999000)) (i32.const -1)) (then unreachable)))

  (func $throw
    (throw $wide
      (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1)
      (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1)
      (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1)
      (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1)))

  ;; Each call keeps the exception that it has caught, because it may throw it again.
  (func $exceptions (param $never i32)
    (try
      (do (call $throw))
      (catch_all
        (call $exceptions (local.get $never))
        (if (local.get $never) (then (rethrow 1))))))

  ;; Without arguments tables, with one exceptions.
  (func (export "_start")
    (drop (call $args (i32.const 0) (i32.const 4)))
    (if (i32.gt_u (i32.load (i32.const 0)) (i32.const 1)) (then (call $exceptions (i32.const 0))) (else (call $tables)))))
