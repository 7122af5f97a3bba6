// Threads that read input which never comes do not keep the program from ending, nor does the first one.
// NATIVE: no
// BUILDS: threads
// STDIN_OPEN: yes
// EXIT: 7
#include "threads.h"

static volatile int reading;
static thread one;

static void read_input(thread *self) {
  char byte;
  set(&reading, 1);
  self->value = (int)read(0, &byte, 1);
  proc_exit2(99);
}

static void exit_soon(thread *self) {
  (void)self;
  CHECK(thread_sleep(50000000));
  proc_exit2(5);
}

int main(void) {
  const uint32_t child = fork_process();
  if (child == 0) {
    start(&one, exit_soon);
    read_input(&one);
  }
  EXPECT(exit_code(child) == 5);
  start(&one, read_input);
  await(&reading, 1);
  CHECK(thread_sleep(50000000));
  puts("the end");
  return 7;
}
