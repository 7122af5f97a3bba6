// Dense linear algebra: matrix product over arrays from the heap, reached through pointers.
#include "kernel.h"

#include <stdlib.h>

enum { kSize = 512 };

static void product(const double *a, const double *b, double *out) {
  for (int i = 0; i < kSize; ++i)
    for (int k = 0; k < kSize; ++k) {
      const double factor = a[i * kSize + k];
      for (int j = 0; j < kSize; ++j)
        out[i * kSize + j] += factor * b[k * kSize + j];
    }
}

static uint64_t run(void) {
  double *a = malloc(kSize * kSize * sizeof *a), *b = malloc(kSize * kSize * sizeof *b),
         *out = calloc(kSize * kSize, sizeof *out);
  for (int i = 0; i < kSize * kSize; ++i)
    a[i] = i % 37 - 18.5, b[i] = i % 53 * 0.25;
  for (int round = 0; round < 6; ++round)
    product(a, b, out);
  uint64_t hash = 0;
  for (int i = 0; i < kSize * kSize; i += 1001)
    hash = mixDouble(hash, out[i]);
  return hash;
}
