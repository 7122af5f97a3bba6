// Dense linear algebra on static arrays: clang gives these loops an i32 index that counts up from a constant
// address.
#include "kernel.h"

enum { kSize = 512 };
static float a[kSize][kSize], b[kSize][kSize], out[kSize][kSize];

static uint64_t run(void) {
  for (int i = 0; i < kSize; ++i)
    for (int k = 0; k < kSize; ++k)
      a[i][k] = (float)((i * 7 + k) % 37), b[i][k] = (float)((i + k * 3) % 53);
  for (int round = 0; round < 12; ++round)
    for (int i = 0; i < kSize; ++i)
      for (int k = 0; k < kSize; ++k) {
        const float factor = a[i][k];
        for (int j = 0; j < kSize; ++j)
          out[i][j] += factor * b[k][j];
      }
  uint64_t hash = 0;
  for (int i = 0; i < kSize; i += 7)
    for (int k = 0; k < kSize; k += 11)
      hash = mixDouble(hash, out[i][k]);
  return hash;
}
