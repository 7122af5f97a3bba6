;; The first thread returns from _start while others wait for a clock, block in an atomic wait, and compute: returning ends
;; the program.
(module
  (memory (export "memory") (import "any" "name") 1 1 shared)
  (func $spawn (import "wasi" "thread-spawn") (param i32) (result i32))
  (func $poll (import "wasi_snapshot_preview1" "poll_oneoff") (param i32 i32 i32 i32) (result i32))
  (func $block
    (drop (memory.atomic.wait32 (i32.const 8) (i32.const 0) (i64.const -1)))
    unreachable)
  ;; For an hour of the realtime clock, which a subscription of zeros means otherwise.
  (func $wait_for_clock
    (i64.store (i32.const 128) (i64.const 3_600_000_000_000))
    (drop (call $poll (i32.const 104) (i32.const 200) (i32.const 1) (i32.const 300)))
    unreachable)
  (func $compute
    (loop $again (br $again)))
  (func (export "wasi_thread_start") (param $tid i32) (param $kind i32)
    (if (i32.eq (local.get $kind) (i32.const 0)) (then (call $block)))
    (if (i32.eq (local.get $kind) (i32.const 1)) (then (call $wait_for_clock)))
    (call $compute))
  (func $start (param $kind i32)
    (if (i32.le_s (call $spawn (local.get $kind)) (i32.const 0)) (then unreachable)))
  (func (export "_start")
    (call $start (i32.const 0))
    (call $start (i32.const 1))
    (call $start (i32.const 2))
    ;; They have 200 ms to get there.
    (if (i32.ne (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 200_000_000)) (i32.const 2))
      (then unreachable))))
