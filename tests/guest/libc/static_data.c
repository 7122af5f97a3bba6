// Initialized data, zero data and constants: tables with pointers into each other, large sparse arrays,
// bit-fields.
// BUILDS: all
#include <stdint.h>
#include <stdio.h>

struct Node {
  const char *name;
  const struct Node *next;
  int (*weigh)(const struct Node *);
  uint64_t bits : 40, rest : 24;
};

static int length(const struct Node *node) {
  int n = 0;
  while (node->name[n])
    ++n;
  return n;
}
static int twice(const struct Node *node) { return 2 * length(node); }

static const struct Node kThird = {"third", NULL, length, 0x123456789a, 0x8765};
static const struct Node kSecond = {"second one", &kThird, twice, 0xffffffffff, 0xffffff};
static struct Node first = {"first", &kSecond, length, 1, 2};
static double sparse[100000] = {[0] = 1.5, [77777] = -2.25, [99999] = 3.125};
static int zeros[300000];
static const uint16_t kTable[4][5] = {{1, 2, 3}, {[4] = 9}, {0}, {65535, 1}};
static const char *const kWords[] = {"alpha", "beta", "", "delta \"quoted\" \x01\xff"};

int main(void) {
  for (const struct Node *node = &first; node; node = node->next)
    printf("%s %d %llx %x\n", node->name, node->weigh(node), (unsigned long long)node->bits,
           (unsigned)node->rest);
  first.bits += 0xffffffffff, first.rest -= 3;
  printf("%llx %x\n", (unsigned long long)first.bits, (unsigned)first.rest);
  double total = 0;
  long long zero = 0;
  for (int i = 0; i < 100000; ++i)
    total += sparse[i];
  for (int i = 0; i < 300000; ++i)
    zero |= zeros[i];
  unsigned hash = 0;
  for (int i = 0; i < 4; ++i) {
    for (int k = 0; k < 5; ++k)
      hash = hash * 17 + kTable[i][k];
    for (const char *c = kWords[i]; *c; ++c)
      hash = hash * 31 + (unsigned char)*c;
  }
  printf("%g %lld %08x\n", total, zero, hash);
}
