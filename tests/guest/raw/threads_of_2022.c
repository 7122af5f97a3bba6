// A module of 2022: its thread_spawn calls _start_thread, which gets the argument alone, in 64 bits.
// NATIVE: no
// BUILDS: threads
#include "wasix.h"

int WASIX(thread_spawn)(void *start, uint32_t *tid);
int WASIX(thread_join)(uint32_t tid);
int WASIX(thread_id)(uint32_t *tid);

typedef struct {
  void *stack; // its upper end
  volatile uint32_t tid;
  char space[16384] __attribute__((aligned(16)));
} thread;

__asm__(".globaltype __stack_pointer, i32\n"
        ".functype begin_thread (i32) -> ()\n"
        ".globl _start_thread\n"
        ".section .text._start_thread,\"\",@\n"
        ".type _start_thread,@function\n"
        "_start_thread:\n"
        ".functype _start_thread (i64) -> ()\n"
        "local.get 0\n"
        "i32.wrap_i64\n"
        "i32.load 0\n"
        "global.set __stack_pointer\n"
        "local.get 0\n"
        "i32.wrap_i64\n"
        "call begin_thread\n"
        "end_function\n"
        ".export_name _start_thread, _start_thread\n");

__attribute__((used)) void begin_thread(thread *self) {
  uint32_t tid;
  CHECK(thread_id(&tid));
  self->tid = tid;
}

int main(void) {
  static thread threads[4];
  uint32_t tids[4];
  for (int i = 0; i < 4; ++i) {
    threads[i].stack = threads[i].space + sizeof threads[i].space;
    CHECK(thread_spawn(&threads[i], &tids[i]));
  }
  for (int i = 0; i < 4; ++i) {
    CHECK(thread_join(tids[i]));
    EXPECT(threads[i].tid == tids[i] && tids[i] != 0);
  }
  puts("joined");
}
