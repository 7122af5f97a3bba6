// The same through function pointers and with many values live across each call, so that frames are large.
// TRAP: call stack exhausted
#include <stdint.h>
#include <stdio.h>

typedef uint64_t (*Step)(uint64_t, double);
static uint64_t endless(uint64_t depth, double x);
static Step volatile step = endless;

__attribute__((noinline)) static uint64_t endless(uint64_t depth, double x) {
  uint64_t kept[16];
  for (int i = 0; i < 16; ++i)
    kept[i] = depth * (2 * i + 1) ^ (depth >> i);
  const uint64_t below = step(depth + 1, x + kept[3]);
  uint64_t mix = below;
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; ++i)
    mix = mix * 31 + kept[i];
  return mix + (uint64_t)(x > 0.5);
}

int main(void) {
  printf("before\n");
  fflush(stdout);
  printf("%llu\n", (unsigned long long)endless(1, 0.25));
}
