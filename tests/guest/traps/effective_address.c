// Base plus offset beyond 4 GiB does not wrap around to low memory.
// TRAP: out of bounds memory access
#include <stdint.h>
#include <stdio.h>

struct Large {
  char skip[1 << 30];
  volatile int value;
};

int main(void) {
  printf("before\n");
  fflush(stdout);
  struct Large *volatile high = (struct Large *)(uintptr_t)0xf0000000u;
  int result;
  // The offset must stand in the instruction itself: clang would compute it with wrapping arithmetic.
  __asm__ volatile("local.get %1\ni32.load 1073741824\nlocal.set %0" : "=r"(result) : "r"(high));
  return result;
}
