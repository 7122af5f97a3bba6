// stack_checkpoint and stack_restore: longjmp out of deep calls, again and again, and in a fork child to a
// checkpoint of its parent.
// NATIVE: no
#include "wasix.h"

static stack_snapshot snapshot;
static uint64_t value;

// As C libraries wrap it: the frame of the call is gone when the checkpoint returns again.
static __attribute__((noinline)) int checkpoint(void) {
  CHECK(stack_checkpoint(&snapshot, &value));
  return (int)value;
}

static __attribute__((noinline)) void dive(int depth, int with) {
  volatile int frame[10] = {depth};
  if (depth == 0)
    stack_restore(&snapshot, with);
  dive(depth - 1, with);
  frame[1] = frame[0];
}

int main(void) {
  int passes = 0;
  const double live = 1.5 * value + 3;
  const int got = checkpoint();
  EXPECT(live == 3);
  if (got < 1000)
    dive(got % 50, got + 1);
  const uint32_t child = fork_process();
  if (child == 0) {
    static int once;
    if (!once++)
      dive(10, 5000);
    _Exit(1);
  }
  if (got == 5000)
    _Exit(5);
  (void)passes;
  for (int i = 0; i < 100000; ++i)
    checkpoint();
  EXPECT(exit_code(child) == 5);
  puts("done");
}
