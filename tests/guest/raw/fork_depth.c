// fork at every depth of a recursion, with live floats, 64-bit values and locals in memory: both sides go on
// with their own copies.
// NATIVE: no
#include "wasix.h"

static int counter;

static __attribute__((noinline)) double descend(int depth, double a, uint64_t b, float c) {
  volatile int local = depth * 7;
  const double x = a * 1.25 + depth;
  const uint64_t y = b * 6364136223846793005ull + 1;
  const float z = c * 0.5f + 1;
  if (depth > 0) {
    const double below = descend(depth - 1, x, y, z);
    EXPECT(local == depth * 7);
    return below + x + (double)(y >> 40) + z;
  }
  ++counter;
  const uint32_t pid = fork_process();
  if (pid == 0) {
    counter += 100;
    return 1000 + x + (double)(y >> 40) + z;
  }
  EXPECT(exit_code(pid) == 7);
  EXPECT(counter % 100 != 0);
  return x + (double)(y >> 40) + z;
}

int main(void) {
  for (int depth = 0; depth < 60; ++depth) {
    const double value = descend(depth, 1.5, 99, 3);
    if (counter >= 100) {
      // The child: its memory is its own.
      EXPECT(counter == depth + 101);
      EXPECT(value > 1000);
      _Exit(7);
    }
    EXPECT(counter == depth + 1);
    EXPECT(value != 0);
  }
  puts("done");
}
