// Hashing: CRC-32 by table, one dependent look-up per byte, and Adler-like sums.
#include "kernel.h"

#include <stdlib.h>

static uint32_t table[256];

static uint64_t run(void) {
  enum { kSize = 1 << 20 };
  unsigned char *data = malloc(kSize);
  uint64_t state = 51;
  for (uint32_t i = 0; i < 256; ++i) {
    table[i] = i;
    for (int bit = 0; bit < 8; ++bit)
      table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320u : 0);
  }
  for (int i = 0; i < kSize; ++i)
    data[i] = (unsigned char)nextRandom(&state);
  uint32_t crc = 0xffffffff, a = 1, b = 0;
  for (int round = 0; round < 120; ++round)
    for (int i = 0; i < kSize; ++i) {
      crc = table[(crc ^ data[i]) & 255] ^ crc >> 8;
      a += data[i];
      b += a;
    }
  return (uint64_t)crc << 32 | (a ^ b);
}
