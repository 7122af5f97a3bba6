// Integer: unpredictable branches, shifts and 64-bit additions.
#include "kernel.h"

static uint64_t run(void) {
  uint64_t state = 1, total = 0;
  for (int i = 0; i < 700000; ++i) {
    uint64_t n = nextRandom(&state) | 1;
    uint32_t steps = 0;
    while (n != 1) {
      n = n & 1 ? 3 * n + 1 : n >> 1;
      ++steps;
    }
    total += steps * (uint64_t)(i & 7);
  }
  return total;
}
