// Floating point: five bodies under gravity; square roots and divisions in a tight loop.
#include "kernel.h"

#include <math.h>

typedef struct {
  double x, y, z, vx, vy, vz, mass;
} Body;

static Body bodies[] = {
    {0, 0, 0, 0, 0, 0, 39.5},
    {4.84, -1.16, -0.10, 0.61, 2.81, -0.02, 0.038},
    {8.34, 4.12, -0.40, -1.01, 1.82, 0.008, 0.011},
    {12.89, -15.11, -0.22, 1.08, 0.86, -0.010, 0.0017},
    {15.37, -25.91, 0.18, 0.98, 0.59, -0.034, 0.0020},
};
enum { kBodies = sizeof bodies / sizeof *bodies };

static void attract(Body *a, Body *b, double step) {
  const double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
  const double square = dx * dx + dy * dy + dz * dz;
  const double strength = step / (square * sqrt(square));
  a->vx -= dx * b->mass * strength, a->vy -= dy * b->mass * strength, a->vz -= dz * b->mass * strength;
  b->vx += dx * a->mass * strength, b->vy += dy * a->mass * strength, b->vz += dz * a->mass * strength;
}

static uint64_t run(void) {
  for (int step = 0; step < 3000000; ++step) {
    for (int i = 0; i < kBodies; ++i)
      for (int k = i + 1; k < kBodies; ++k)
        attract(&bodies[i], &bodies[k], 0.001);
    for (int i = 0; i < kBodies; ++i) {
      bodies[i].x += 0.001 * bodies[i].vx;
      bodies[i].y += 0.001 * bodies[i].vy;
      bodies[i].z += 0.001 * bodies[i].vz;
    }
  }
  uint64_t hash = 0;
  for (int i = 0; i < kBodies; ++i)
    hash = mixDouble(mixDouble(hash, bodies[i].x), bodies[i].vz);
  return hash;
}
