// Memory: library copies, moves and fills of many sizes, which WebAssembly does with its bulk instructions.
#include "kernel.h"

#include <stdlib.h>
#include <string.h>

enum { kSize = 1 << 22 };

static uint64_t run(void) {
  unsigned char *a = malloc(kSize), *b = malloc(kSize);
  uint64_t state = 9, hash = 0;
  for (int i = 0; i < kSize; ++i)
    a[i] = (unsigned char)nextRandom(&state);
  for (int round = 0; round < 250; ++round) {
    memcpy(b, a, kSize);
    memmove(a + 4096, b + round, kSize / 2);
    memset(b, round, kSize / 4);
  }
  for (int round = 0; round < 4000000; ++round) {
    const uint32_t r = nextRandom(&state), size = r % 200, from = (r >> 8) % (kSize - 200);
    memcpy(a + from, b + (from ^ 64) % (kSize - 200), size);
    hash += a[from];
  }
  for (int i = 0; i < kSize; i += 61)
    hash = hash * 31 + a[i];
  return hash;
}
