// Sorting: quicksort and heapsort of integers in place, branches that nothing can predict.
#include "kernel.h"

#include <stdlib.h>
#include <string.h>

static void quicksort(int32_t *values, int low, int high) {
  while (low < high) {
    const int32_t pivot = values[(low + high) / 2];
    int i = low, k = high;
    while (i <= k) {
      while (values[i] < pivot)
        ++i;
      while (pivot < values[k])
        --k;
      if (i <= k) {
        const int32_t kept = values[i];
        values[i++] = values[k], values[k--] = kept;
      }
    }
    quicksort(values, low, k);
    low = i;
  }
}

static void sink(int32_t *heap, int root, int count) {
  const int32_t value = heap[root];
  for (int child; (child = 2 * root + 1) < count; root = child) {
    if (child + 1 < count && heap[child] < heap[child + 1])
      ++child;
    if (heap[child] <= value)
      break;
    heap[root] = heap[child];
  }
  heap[root] = value;
}

static void heapsort_(int32_t *values, int count) {
  for (int i = count / 2 - 1; i >= 0; --i)
    sink(values, i, count);
  for (int last = count - 1; last > 0; --last) {
    const int32_t largest = values[0];
    values[0] = values[last], values[last] = largest;
    sink(values, 0, last);
  }
}

static uint64_t run(void) {
  enum { kCount = 500000 };
  int32_t *input = malloc(kCount * sizeof *input), *work = malloc(kCount * sizeof *work);
  uint64_t state = 11, hash = 0;
  for (int i = 0; i < kCount; ++i)
    input[i] = (int32_t)nextRandom(&state) - (1 << 30);
  for (int round = 0; round < 4; ++round) {
    memcpy(work, input, kCount * sizeof *work);
    quicksort(work, 0, kCount - 1);
    hash = hash * 31 + (uint32_t)work[kCount / 3];
    memcpy(work, input, kCount * sizeof *work);
    heapsort_(work, kCount);
    hash = hash * 31 + (uint32_t)work[kCount / 5];
    input[round] ^= 0x5555;
  }
  return hash;
}
