// Floating point: escape times of the Mandelbrot set, a loop with an exit that depends on the data.
#include "kernel.h"

static uint64_t run(void) {
  uint64_t hash = 0;
  for (int row = 0; row < 500; ++row) {
    for (int column = 0; column < 600; ++column) {
      const double cx = column * (3.0 / 600) - 2.2, cy = row * (2.4 / 500) - 1.2;
      double x = 0, y = 0;
      uint32_t steps = 0;
      for (; steps < 1000; ++steps) {
        const double xx = x * x, yy = y * y;
        if (xx + yy > 4)
          break;
        y = 2 * x * y + cy;
        x = xx - yy + cx;
      }
      hash = hash * 3 + steps;
    }
  }
  return hash;
}
