// Signal processing: an iterative radix-2 Fourier transform, strided access to two arrays of doubles.
#include "kernel.h"

#include <stdlib.h>

enum { kBits = 14, kSize = 1 << kBits };
typedef struct {
  double re, im;
} Complex;

// Roots of unity by repeated half-angle steps: sin and cos of two libraries would differ in the last bit.
static void fillRoots(Complex *roots) {
  Complex root = {-1, 0};
  roots[0] = (Complex){1, 0};
  for (int span = kSize / 2; span >= 1; span /= 2) {
    for (int i = 0; i < kSize; i += 2 * span) {
      const Complex r = roots[i];
      if (i + span < kSize)
        roots[i + span] = (Complex){r.re * root.re - r.im * root.im, r.re * root.im + r.im * root.re};
    }
    const double re = __builtin_sqrt((1 + root.re) / 2), im = __builtin_sqrt((1 - root.re) / 2);
    root = (Complex){re, im};
  }
}

static void transform(Complex *data, const Complex *roots) {
  for (int i = 0, reversed = 0; i < kSize; ++i) {
    if (i < reversed) {
      const Complex kept = data[i];
      data[i] = data[reversed], data[reversed] = kept;
    }
    int bit = kSize >> 1;
    for (; reversed & bit; bit >>= 1)
      reversed ^= bit;
    reversed |= bit;
  }
  for (int span = 1; span < kSize; span *= 2) {
    const int stride = kSize / (2 * span);
    for (int base = 0; base < kSize; base += 2 * span) {
      for (int i = 0; i < span; ++i) {
        const Complex w = roots[i * stride], a = data[base + i], b = data[base + i + span];
        const Complex t = {b.re * w.re - b.im * w.im, b.re * w.im + b.im * w.re};
        data[base + i] = (Complex){a.re + t.re, a.im + t.im};
        data[base + i + span] = (Complex){a.re - t.re, a.im - t.im};
      }
    }
  }
}

static uint64_t run(void) {
  Complex *data = malloc(kSize * sizeof *data), *roots = malloc(kSize * sizeof *roots);
  uint64_t state = 5, hash = 0;
  fillRoots(roots);
  for (int i = 0; i < kSize; ++i)
    data[i] = (Complex){nextRandom(&state) % 1000 / 1000.0, 0};
  for (int round = 0; round < 1500; ++round) {
    transform(data, roots);
    for (int i = 0; i < kSize; ++i)
      data[i].re *= 1.0 / 128, data[i].im *= 1.0 / 128;
  }
  for (int i = 0; i < kSize; i += 97)
    hash = mixDouble(mixDouble(hash, data[i].re), data[i].im);
  return hash;
}
