// Streaming arithmetic over static arrays without SIMD in the source: vectorized natively, hard to see in
// WebAssembly.
#include "kernel.h"

enum { kSize = 4096 };
static float x[kSize], y[kSize], z[kSize];
static int32_t counts[kSize];

__attribute__((noinline)) static void step(float factor, int bias) {
  for (int i = 0; i < kSize; ++i)
    y[i] += factor * x[i];
  for (int i = 0; i < kSize; ++i)
    z[i] = y[i] - x[i] * 0.5f;
  for (int i = 0; i < kSize; ++i)
    counts[i] += (i ^ bias) + (counts[i] >> 3);
}

static uint64_t run(void) {
  for (int i = 0; i < kSize; ++i)
    x[i] = (float)(i % 17) * 0.125f;
  for (int round = 0; round < 250000; ++round)
    step(1.0f / (float)(round + 1), round);
  uint64_t hash = 0;
  for (int i = 0; i < kSize; i += 13)
    hash = mixDouble(hash, y[i] + z[i]) + (uint32_t)counts[i];
  return hash;
}
