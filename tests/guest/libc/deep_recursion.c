// Recursion that is deep but finite must work: the stack of a native program is 8 MiB, a guest's is no
// smaller.
// FLAGS: -Wl,-z,stack-size=4194304
#include <stdint.h>
#include <stdio.h>

static int ackermann(int m, int n) {
  return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

static uint64_t descend(uint64_t depth, uint64_t mix) {
  if (depth == 0)
    return mix;
  const uint64_t below = descend(depth - 1, mix * 6364136223846793005u + depth);
  return below ^ (below >> 7) ^ depth;
}

int main(void) {
  printf("%d\n", ackermann(2, 2000));
  printf("%016llx\n", (unsigned long long)descend(40000, 1));
}
