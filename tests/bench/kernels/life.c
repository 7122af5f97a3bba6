// Grids: the game of life on static byte arrays, nine loads per cell.
#include "kernel.h"

enum { kSize = 512 };
static unsigned char cells[2][kSize + 2][kSize + 2];

static uint64_t run(void) {
  uint64_t state = 91, hash = 0;
  for (int y = 1; y <= kSize; ++y)
    for (int x = 1; x <= kSize; ++x)
      cells[0][y][x] = nextRandom(&state) % 3 == 0;
  for (int step = 0; step < 2000; ++step) {
    unsigned char(*from)[kSize + 2] = cells[step & 1], (*to)[kSize + 2] = cells[~step & 1];
    for (int y = 1; y <= kSize; ++y)
      for (int x = 1; x <= kSize; ++x) {
        const int around = from[y - 1][x - 1] + from[y - 1][x] + from[y - 1][x + 1] + from[y][x - 1] +
                           from[y][x + 1] + from[y + 1][x - 1] + from[y + 1][x] + from[y + 1][x + 1];
        to[y][x] = around == 3 || (around == 2 && from[y][x]);
      }
  }
  for (int y = 1; y <= kSize; ++y)
    for (int x = 1; x <= kSize; ++x)
      hash = hash * 3 + cells[0][y][x];
  return hash;
}
