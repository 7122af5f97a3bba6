// Calls: recursion without anything else to do, in one argument and in three.
#include "kernel.h"

__attribute__((noinline)) static uint32_t fibonacci(uint32_t n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

__attribute__((noinline)) static int tak(int x, int y, int z) {
  return y >= x ? z : tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

static uint64_t run(void) {
  uint64_t hash = 0;
  // Every argument depends on the last result: these functions are pure, and equal calls would become one.
  for (int i = 0; i < 12; ++i) {
    hash = hash * 31 + fibonacci(33 + (uint32_t)(hash & 1));
    hash = hash * 31 + (uint64_t)tak(18 + (int)(hash & 3), 12, 6);
  }
  return hash;
}
