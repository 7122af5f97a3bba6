// Hashing: an open-addressing table with string keys; insertions, look-ups, misses.
#include "kernel.h"

#include <stdlib.h>
#include <string.h>

enum { kSlots = 1 << 18 };
typedef struct {
  char key[12];
  uint32_t count;
} Slot;

static Slot *find(Slot *slots, const char *key) {
  uint32_t hash = 2166136261u;
  for (const char *c = key; *c; ++c)
    hash = (hash ^ (unsigned char)*c) * 16777619u;
  for (uint32_t i = hash & (kSlots - 1);; i = (i + 1) & (kSlots - 1))
    if (!slots[i].count || strcmp(slots[i].key, key) == 0)
      return &slots[i];
}

static uint64_t run(void) {
  Slot *slots = calloc(kSlots, sizeof *slots);
  uint64_t state = 61, hash = 0;
  for (int i = 0; i < 5000000; ++i) {
    uint32_t n = nextRandom(&state) % 120000;
    char key[12];
    int size = 0;
    do
      key[size++] = (char)('0' + n % 10);
    while (n /= 10);
    key[size] = 0;
    Slot *slot = find(slots, key);
    if (!slot->count && i < 2000000)
      memcpy(slot->key, key, sizeof key), slot->count = 1;
    else if (slot->count)
      ++slot->count;
    hash = hash * 3 + slot->count;
  }
  return hash;
}
