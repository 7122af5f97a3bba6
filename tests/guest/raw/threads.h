// Threads as raw imports: each has a C stack of its own, and shares all the rest.
#pragma once

#include "wasix.h"

int __attribute__((import_module("wasi"), import_name("thread-spawn"))) thread_spawn(void *start);
int WASIX(thread_spawn_v2)(void *start, uint32_t *tid);
int WASIX(thread_id)(uint32_t *tid);
int WASIX(thread_join)(uint32_t tid);
int WASIX(thread_sleep)(uint64_t nanoseconds);
int WASIX(thread_parallelism)(uint32_t *count);
_Noreturn void WASIX(thread_exit)(int code);
typedef struct {
  uint8_t tag;
  uint64_t value;
} option_timestamp;
int WASIX(futex_wait)(volatile int *word, int expected, const option_timestamp *limit, uint8_t *woken);
int WASIX(futex_wake)(volatile int *word, uint8_t *woken);
int WASIX(futex_wake_all)(volatile int *word, uint8_t *woken);

typedef struct thread {
  void *stack; // its upper end; read by wasi_thread_start
  void (*run)(struct thread *self);
  uint32_t tid;
  volatile int value;
  char space[16384] __attribute__((aligned(16)));
} thread;

// Nothing may touch the C stack before it is the thread's.
__asm__(".globaltype __stack_pointer, i32\n"
        ".functype begin_thread (i32, i32) -> ()\n"
        ".globl wasi_thread_start\n"
        ".section .text.wasi_thread_start,\"\",@\n"
        ".type wasi_thread_start,@function\n"
        "wasi_thread_start:\n"
        ".functype wasi_thread_start (i32, i32) -> ()\n"
        "local.get 1\n"
        "i32.load 0\n"
        "global.set __stack_pointer\n"
        "local.get 0\n"
        "local.get 1\n"
        "call begin_thread\n"
        "end_function\n"
        ".export_name wasi_thread_start, wasi_thread_start\n");

__attribute__((used)) void begin_thread(uint32_t tid, thread *self) {
  self->tid = tid;
  self->run(self);
}

static inline void start(thread *started, void (*run)(thread *self)) {
  started->stack = started->space + sizeof started->space;
  started->run = run;
  const int tid = thread_spawn(started);
  EXPECT(tid > 0);
  started->tid = tid;
}

static inline int atomic_wait(volatile int *word, int expected, long long timeout) {
  return __builtin_wasm_memory_atomic_wait32((int *)word, expected, timeout);
}

static inline void set(volatile int *word, int value) {
  __atomic_store_n(word, value, __ATOMIC_SEQ_CST);
  __builtin_wasm_memory_atomic_notify((int *)word, ~0u);
}

static inline void await(volatile int *word, int value) {
  for (int seen; (seen = __atomic_load_n(word, __ATOMIC_SEQ_CST)) != value;)
    atomic_wait(word, seen, -1);
}
