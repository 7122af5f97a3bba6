// Endless recursion ends in a trap, not in damage: the frames live on the guest's native stack.
// TRAP: call stack exhausted
#include <stdio.h>

__attribute__((noinline)) static unsigned endless(unsigned depth) {
  // The result is used after the call, so this is not a loop.
  return depth == 0xffffffffu ? 1 : endless(depth + 1) * 3 + depth;
}

int main(void) {
  printf("before\n");
  fflush(stdout);
  printf("%u\n", endless(1));
}
