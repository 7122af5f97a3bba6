// Floating point: the spectral norm of an infinite matrix, whose entries are computed by integer arithmetic.
#include "kernel.h"

#include <math.h>

enum { kSize = 1200 };
static double u[kSize], v[kSize], middle[kSize];

static double entry(int row, int column) { return 1.0 / ((row + column) * (row + column + 1) / 2 + row + 1); }

static void multiply(const double *in, double *out, int transposed) {
  for (int i = 0; i < kSize; ++i) {
    double sum = 0;
    for (int k = 0; k < kSize; ++k)
      sum += (transposed ? entry(k, i) : entry(i, k)) * in[k];
    out[i] = sum;
  }
}

static uint64_t run(void) {
  for (int i = 0; i < kSize; ++i)
    u[i] = 1;
  for (int round = 0; round < 20; ++round) {
    multiply(u, middle, 0);
    multiply(middle, v, 1);
    multiply(v, middle, 0);
    multiply(middle, u, 1);
  }
  double uv = 0, vv = 0;
  for (int i = 0; i < kSize; ++i)
    uv += u[i] * v[i], vv += v[i] * v[i];
  return mixDouble(0, sqrt(uv / vv));
}
