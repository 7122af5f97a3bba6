// Integer: 64-bit products, quotients and remainders in dependent chains, as in modular arithmetic.
#include "kernel.h"

static uint64_t power(uint64_t base, uint64_t exponent, uint64_t modulus) {
  uint64_t result = 1;
  for (base %= modulus; exponent; exponent >>= 1) {
    if (exponent & 1)
      result = result * base % modulus;
    base = base * base % modulus;
  }
  return result;
}

static uint64_t run(void) {
  uint64_t state = 81, hash = 0;
  for (int i = 0; i < 300000; ++i) {
    const uint64_t modulus = nextRandom(&state) | 0x40000001;
    hash = hash * 0x9e3779b97f4a7c15u + power(nextRandom(&state), modulus - 1, modulus);
  }
  for (int i = 0; i < 60000000; ++i) {
    hash ^= hash >> 29;
    hash *= 0xbf58476d1ce4e5b9u;
  }
  return hash;
}
