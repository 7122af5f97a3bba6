// Integer arithmetic of every width at its edges: wrapping, division, shifts, rotation, bit counts, 128-bit
// products.
// BUILDS: all
#include <stdint.h>
#include <stdio.h>

#define COUNT(a) (int)(sizeof(a) / sizeof *(a))

static const uint64_t kEdges[] = {0,
                                  1,
                                  2,
                                  7,
                                  127,
                                  128,
                                  255,
                                  256,
                                  65535,
                                  0x7fffffff,
                                  0x80000000,
                                  0xffffffff,
                                  0x100000000,
                                  0x123456789abcdef,
                                  0x7fffffffffffffff,
                                  0x8000000000000000,
                                  UINT64_MAX};

static uint64_t rotate(uint64_t v, int by) { return v << (by & 63) | v >> (-by & 63); }
static uint32_t rotate32(uint32_t v, int by) { return v << (by & 31) | v >> (-by & 31); }

static void unary(uint64_t v) {
  printf("%016llx: clz %d ctz %d popcount %d swap %016llx\n", (unsigned long long)v,
         v ? __builtin_clzll(v) : 64, v ? __builtin_ctzll(v) : 64, __builtin_popcountll(v),
         (unsigned long long)__builtin_bswap64(v));
  printf("  32: clz %d ctz %d popcount %d; extended %d %d %lld\n",
         (uint32_t)v ? __builtin_clz((uint32_t)v) : 32, (uint32_t)v ? __builtin_ctz((uint32_t)v) : 32,
         __builtin_popcount((uint32_t)v), (int8_t)v, (int16_t)v, (long long)(int32_t)v);
  for (int by = 1; by < 64; by += 13)
    printf("  %llx %llx %llx %llx %x", (unsigned long long)(v << by), (unsigned long long)(v >> by),
           (unsigned long long)((int64_t)v >> by), (unsigned long long)rotate(v, by),
           rotate32((uint32_t)v, by));
  printf("\n");
}

static uint64_t binary(uint64_t a, uint64_t b) {
  uint64_t mix = a + b;
  mix = mix * 31 + (a - b);
  mix = mix * 31 + a * b;
  mix = mix * 31 + (uint64_t)(((unsigned __int128)a * b) >> 64);
  mix = mix * 31 + (uint64_t)(((__int128)(int64_t)a * (int64_t)b) >> 64);
  if (b) {
    mix = mix * 31 + a / b;
    mix = mix * 31 + a % b;
    if (!((int64_t)a == INT64_MIN && (int64_t)b == -1)) {
      mix = mix * 31 + (uint64_t)((int64_t)a / (int64_t)b);
      mix = mix * 31 + (uint64_t)((int64_t)a % (int64_t)b);
    }
  }
  const uint32_t c = (uint32_t)a, d = (uint32_t)b;
  if (d) {
    mix = mix * 31 + c / d + c % d;
    if (!((int32_t)c == INT32_MIN && (int32_t)d == -1))
      mix = mix * 31 + (uint64_t)((int32_t)c / (int32_t)d) + (uint64_t)((int32_t)c % (int32_t)d);
  }
  return mix * 31 + (a < b) + 2 * ((int64_t)a < (int64_t)b) + 4 * (c < d) + 8 * ((int32_t)c <= (int32_t)d);
}

int main(void) {
  for (int i = 0; i < COUNT(kEdges); ++i) {
    volatile uint64_t a = kEdges[i];
    unary(a);
    for (int k = 0; k < COUNT(kEdges); ++k) {
      volatile uint64_t b = kEdges[k];
      printf("%016llx%s", (unsigned long long)binary(a, b), k % 4 == 3 ? "\n" : " ");
    }
    printf("\n");
  }
  unsigned __int128 wide = 1;
  for (int i = 1; i <= 30; ++i)
    wide *= (unsigned)i;
  printf("30! = %llx %016llx\n", (unsigned long long)(wide >> 64), (unsigned long long)wide);
}
