// Integer: the sieve of Eratosthenes, byte stores at growing strides.
#include "kernel.h"

#include <string.h>

enum { kLimit = 4000000 };
static unsigned char composite[kLimit];

static uint64_t run(void) {
  uint64_t hash = 0;
  for (int round = 0; round < 12; ++round) {
    memset(composite, 0, sizeof composite);
    uint64_t count = 0;
    for (int i = 2; i < kLimit; ++i) {
      if (composite[i])
        continue;
      ++count;
      for (int64_t k = (int64_t)i * i; k < kLimit; k += i)
        composite[k] = 1;
    }
    hash = hash * 31 + count;
  }
  return hash;
}
