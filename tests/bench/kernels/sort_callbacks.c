// Indirect calls: a merge sort of records with a comparison function that is passed in.
#include "kernel.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  uint32_t key, other;
} Record;
typedef int (*Order)(const void *, const void *);

static int byKey(const void *a, const void *b) {
  const uint32_t x = ((const Record *)a)->key, y = ((const Record *)b)->key;
  return (x > y) - (x < y);
}
static int byOther(const void *a, const void *b) {
  const uint32_t x = ((const Record *)a)->other, y = ((const Record *)b)->other;
  return (x > y) - (x < y);
}
static Order orders[] = {byKey, byOther};

static void sort(Record *records, Record *scratch, int count, Order order) {
  if (count < 2)
    return;
  const int half = count / 2;
  sort(records, scratch, half, order);
  sort(records + half, scratch, count - half, order);
  memcpy(scratch, records, (size_t)half * sizeof *records);
  int left = 0, right = half, out = 0;
  while (left < half && right < count)
    records[out++] = order(&records[right], &scratch[left]) < 0 ? records[right++] : scratch[left++];
  while (left < half)
    records[out++] = scratch[left++];
}

static uint64_t run(void) {
  enum { kCount = 200000 };
  Record *records = malloc(kCount * sizeof *records), *scratch = malloc(kCount * sizeof *scratch);
  uint64_t state = 77, hash = 0;
  for (int i = 0; i < kCount; ++i)
    records[i].key = nextRandom(&state), records[i].other = nextRandom(&state);
  for (int round = 0; round < 16; ++round) {
    sort(records, scratch, kCount, orders[round & 1]);
    hash = hash * 31 + records[round * 1000].key;
  }
  return hash;
}
