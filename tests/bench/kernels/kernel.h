// What every benchmark kernel includes: it defines run(), and main here times it and prints the checksum.
//
// The checksum goes to standard output and must be the same in every build; the nanoseconds that run() took
// go to standard error, so that neither start-up nor the host's process creation is part of what is measured.
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <time.h>

static uint64_t run(void);

// The same pseudo-random numbers in every build; fast enough not to matter.
static inline uint32_t nextRandom(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

// Folds a double into a checksum by its bits: the builds must agree to the last one.
static inline uint64_t mixDouble(uint64_t hash, double value) {
  union {
    double number;
    uint64_t bits;
  } view = {value};
  hash = (hash ^ view.bits) * 1099511628211u;
  return hash ^ hash >> 32;
}

static inline uint64_t nanosecondsNow(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int main(void) {
  const uint64_t begin = nanosecondsNow();
  const uint64_t checksum = run();
  const uint64_t end = nanosecondsNow();
  printf("%016llx\n", (unsigned long long)checksum);
  fprintf(stderr, "%llu\n", (unsigned long long)(end - begin));
  return 0;
}
