// Forks of memories of up to 64 MiB: trees of processes that write, read, grow, fork and wait in random
// order, many of them at once. Each keeps a checksum of its memory in a local variable, which lies on the
// native stack: what another process did to the memory, or did not get copied, shows.
// NATIVE: no
#include "wasix.h"

enum { PAGE = 4096, WASM_PAGE = 65536, MOST_DEPTH = 3 };

static uint64_t *words; // one counts per page, and some more
static uint32_t pages;

static uint64_t mix(uint64_t a, uint64_t b) {
  a = (a ^ b * 0x9e3779b97f4a7c15ull) * 0xff51afd7ed558ccdull;
  return a ^ a >> 32;
}

static uint64_t next(uint64_t *seed) { return *seed = mix(*seed + 1, 77); }

static uint64_t checksum(void) {
  uint64_t sum = 0;
  for (uint32_t page = 0; page < pages; ++page)
    sum += mix(page, words[(size_t)page * PAGE / 8]);
  return sum;
}

static uint64_t write_page(uint32_t page, uint64_t value) {
  uint64_t *word = &words[(size_t)page * PAGE / 8];
  const uint64_t former = *word;
  *word = value;
  return mix(page, value) - mix(page, former);
}

static void grow_memory(uint32_t wasm_pages) {
  const size_t begin = __builtin_wasm_memory_grow(0, wasm_pages);
  EXPECT(begin != (size_t)-1);
  if (!words)
    words = (uint64_t *)(begin * WASM_PAGE);
  EXPECT((char *)words + (size_t)pages * PAGE == (char *)(begin * WASM_PAGE));
  pages += wasm_pages * (WASM_PAGE / PAGE);
}

// 0 in the process itself, once all its children have ended well; does not return in them.
static void live(int depth, uint64_t seed, int steps) {
  uint32_t children[8];
  int count = 0;
  uint64_t sum = checksum();
  for (int step = 0; step < steps; ++step) {
    const uint64_t random = next(&seed);
    switch (random % 16) {
    case 0:
    case 1:
    case 2:
      if (depth == MOST_DEPTH || count == 8)
        break;
      children[count] = fork_process();
      if (children[count++] == 0) {
        EXPECT(checksum() == sum);
        live(depth + 1, random, steps / 2);
        _Exit(0);
      }
      break;
    case 3:
      while (count > 0)
        EXPECT(exit_code(children[--count]) == 0);
      break;
    case 4: {
      const uint32_t first = next(&seed) % pages, wanted = next(&seed) % (pages / 4);
      for (uint32_t page = first; page < pages && page < first + wanted; ++page)
        sum += write_page(page, next(&seed));
      break;
    }
    case 5:
      EXPECT(checksum() == sum);
      break;
    case 6:
      if (depth > 0) {
        const uint32_t former = pages;
        grow_memory(1);
        for (uint32_t page = former; page < pages; ++page) {
          EXPECT(words[(size_t)page * PAGE / 8] == 0);
          sum += mix(page, 0);
        }
      }
      break;
    case 7:
      spin(1 + next(&seed) % 8); // others run meanwhile
      break;
    default:
      for (int i = 0; i < 8; ++i)
        sum += write_page(next(&seed) % (pages < 64 || i > 3 ? pages : 64), next(&seed));
    }
  }
  EXPECT(checksum() == sum);
  while (count > 0)
    EXPECT(exit_code(children[--count]) == 0);
  EXPECT(checksum() == sum);
  if (steps > 0)
    write_page(0, seed);
}

int main(int argc, char **argv) {
  static const struct {
    uint32_t wasm_pages;
    int steps;
  } cases[] = {{1, 60}, {10, 60}, {24, 60}, {40, 50}, {80, 50}, {320, 40}, {1024, 24}};
  const int rounds = argc > 1 ? atoi(argv[1]) : 1;
  for (int round = 0; round < rounds; ++round)
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
      const uint32_t pid = fork_process();
      if (pid == 0) {
        grow_memory(cases[i].wasm_pages);
        live(0, round * 1000 + i + 1, cases[i].steps);
        _Exit(0);
      }
      EXPECT(exit_code(pid) == 0);
    }
  puts("done");
}
