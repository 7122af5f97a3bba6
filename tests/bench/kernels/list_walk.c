// Memory: pointer chasing through nodes in random order, every step waits for a load.
#include "kernel.h"

#include <stdlib.h>

typedef struct Node {
  struct Node *next;
  uint32_t value, padding[5];
} Node;
enum { kNodes = 30000 };

static uint64_t run(void) {
  Node *nodes = malloc(kNodes * sizeof *nodes);
  uint32_t *order = malloc(kNodes * sizeof *order);
  uint64_t state = 3, sum = 0;
  for (uint32_t i = 0; i < kNodes; ++i)
    order[i] = i;
  for (uint32_t i = kNodes - 1; i > 0; --i) {
    const uint32_t k = nextRandom(&state) % (i + 1), kept = order[i];
    order[i] = order[k], order[k] = kept;
  }
  for (uint32_t i = 0; i < kNodes; ++i) {
    nodes[order[i]].next = &nodes[order[(i + 1) % kNodes]];
    nodes[order[i]].value = i;
  }
  const Node *node = nodes;
  for (int i = 0; i < 60000000; ++i) {
    sum = sum * 3 + node->value;
    node = node->next;
  }
  return sum;
}
