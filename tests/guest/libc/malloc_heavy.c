// A heap under load: random allocation, growth and release, every block checked against the pattern written
// into it.
// BUILDS: all
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kSlots = 2000, kRounds = 200000 };

static struct {
  unsigned char *data;
  size_t size;
  unsigned char fill;
} slots[kSlots];
static uint64_t state = 88172645463325252u;

static uint32_t next(void) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (uint32_t)(state >> 16);
}

static size_t randomSize(void) {
  const uint32_t r = next();
  return r % 100 < 90 ? r % 200 + 1 : r % 100 < 99 ? r % 8000 + 1 : r % 300000 + 1;
}

static int intact(int i, size_t size) {
  for (size_t k = 0; k < size; k += size < 64 ? 1 : size / 16)
    if (slots[i].data[k] != slots[i].fill)
      return 0;
  return slots[i].data[size - 1] == slots[i].fill;
}

int main(void) {
  unsigned damaged = 0, allocated = 0, grown = 0;
  for (int round = 0; round < kRounds; ++round) {
    const int i = next() % kSlots;
    if (!slots[i].data) {
      slots[i].size = randomSize();
      slots[i].data = malloc(slots[i].size);
      ++allocated;
    } else if (next() % 3 == 0) {
      const size_t size = randomSize(), kept = size < slots[i].size ? size : slots[i].size;
      slots[i].data = realloc(slots[i].data, size);
      damaged += !intact(i, kept);
      slots[i].size = size;
      ++grown;
    } else {
      damaged += !intact(i, slots[i].size);
      free(slots[i].data);
      slots[i].data = NULL;
      continue;
    }
    slots[i].fill = (unsigned char)next();
    memset(slots[i].data, slots[i].fill, slots[i].size);
  }
  printf("allocated %u, resized %u, damaged %u\n", allocated, grown, damaged);

  unsigned char *zeros = calloc(1000, 1000);
  unsigned sum = 0;
  for (int i = 0; i < 1000000; ++i)
    sum += zeros[i];
  void *aligned = aligned_alloc(256, 1024);
  printf("calloc sum %u, aligned %d\n", sum, (uintptr_t)aligned % 256 == 0);
  // volatile: else clang removes the call and takes it to have succeeded.
  volatile size_t huge = SIZE_MAX / 2;
  void *volatile impossible = calloc(huge, 3);
  printf("overflow %d\n", impossible == NULL);
  free(zeros);
  free(aligned);
}
