// Frames far larger than a page: arrays on the stack, alloca, variable-length arrays, and recursion over
// them.
// FLAGS: -Wl,-z,stack-size=8388608
// BUILDS: all
#include <alloca.h>
#include <stdio.h>
#include <string.h>

static unsigned sum(const unsigned char *data, int size) {
  unsigned total = 0;
  for (int i = 0; i < size; ++i)
    total = total * 33 + data[i];
  return total;
}

static unsigned fixed(int seed) {
  unsigned char block[200000];
  memset(block, seed, sizeof block);
  block[seed * 777 % sizeof block] ^= 0x55;
  return sum(block, sizeof block);
}

static unsigned nested(int depth) {
  unsigned char block[20000];
  for (int i = 0; i < (int)sizeof block; ++i)
    block[i] = (unsigned char)(i * depth);
  const unsigned below = depth ? nested(depth - 1) : 7;
  return below * 31 + sum(block, sizeof block);
}

static unsigned variable(int size) {
  unsigned char block[size];
  memset(block, size & 0xff, size);
  unsigned char *more = alloca(size / 2 + 1);
  memset(more, 3, size / 2 + 1);
  return sum(block, size) ^ sum(more, size / 2 + 1);
}

int main(void) {
  for (int i = 1; i < 6; ++i)
    printf("%08x %08x %08x\n", fixed(i * 40), nested(i * 20), variable(i * i * 9000));
}
