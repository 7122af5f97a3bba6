// Hashing: SHA-256, 32-bit rotations and additions in long dependency chains.
#include "kernel.h"

#include <stdlib.h>

static uint32_t constants[64];

static uint32_t rotate(uint32_t x, int by) { return x >> by | x << (32 - by); }

// The constants are the fractions of cube roots of the first primes: found by bisection in integers.
static void fillConstants(void) {
  int count = 0;
  for (uint64_t n = 2; count < 64; ++n) {
    int prime = 1;
    for (uint64_t d = 2; d * d <= n; ++d)
      prime &= n % d != 0;
    if (!prime)
      continue;
    // The largest root with root^3 <= n * 2^96, kept as root = whole * 2^32 + fraction.
    uint64_t low = 0, high = (uint64_t)8 << 32;
    while (high - low > 1) {
      const uint64_t root = low + (high - low) / 2;
      const unsigned __int128 square = (unsigned __int128)root * root;
      const uint64_t top = (uint64_t)(square >> 64), bottom = (uint64_t)square;
      const unsigned __int128 carry = (unsigned __int128)bottom * root >> 64;
      const unsigned __int128 cube = (unsigned __int128)top * root + carry;
      if (cube < (unsigned __int128)n << 32)
        low = root;
      else
        high = root;
    }
    constants[count++] = (uint32_t)low;
  }
}

static void block(uint32_t state[8], const unsigned char *bytes) {
  uint32_t w[64];
  for (int i = 0; i < 16; ++i)
    w[i] = (uint32_t)bytes[4 * i] << 24 | (uint32_t)bytes[4 * i + 1] << 16 | (uint32_t)bytes[4 * i + 2] << 8 |
           bytes[4 * i + 3];
  for (int i = 16; i < 64; ++i) {
    const uint32_t a = w[i - 15], b = w[i - 2];
    w[i] = w[i - 16] + w[i - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
           (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
  }
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  for (int i = 0; i < 64; ++i) {
    const uint32_t first =
        h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + w[i];
    const uint32_t second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + first;
    d = c, c = b, b = a, a = first + second;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

static uint64_t run(void) {
  enum { kSize = 1 << 20 };
  unsigned char *data = malloc(kSize);
  uint64_t random = 41;
  for (int i = 0; i < kSize; ++i)
    data[i] = (unsigned char)nextRandom(&random);
  fillConstants();
  uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  for (int round = 0; round < 90; ++round)
    for (int at = 0; at < kSize; at += 64)
      block(state, data + at);
  return (uint64_t)state[0] << 32 | state[7];
}
