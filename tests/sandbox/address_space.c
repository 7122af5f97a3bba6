// A tree of processes for address_space.py to look at: each fills its memory with a mark, and those that are
// left wait for the end of standard input. One child has been executed from a file.
#include "tests/guest/raw/wasix.h"

enum { CHILDREN = 4, PAGES = 32 };

static void fill(char letter) {
  const size_t begin = __builtin_wasm_memory_grow(0, PAGES);
  if (begin == (size_t)-1)
    exit(1);
  for (int i = 0; i < PAGES; ++i)
    snprintf((char *)((begin + i) * 65536), 64, "mark of the address space %c", letter);
}

// What a table is good for.
static int (*volatile twice)(const char *) = puts;

int main(int argc, char **argv) {
  char byte;
  if (argc > 1) {
    fill('x');
    read(0, &byte, 1);
    return 0;
  }
  fill('0');
  for (int i = 1; i <= CHILDREN; ++i)
    if (fork_process() == 0) {
      fill((char)('0' + i));
      if (i == CHILDREN)
        proc_exec3("/ro/self", 8, "self\nagain\n", 11, 0, 0, 0, 0, 0);
      read(0, &byte, 1);
      _Exit(0);
    }
  twice("ready");
  fflush(stdout);
  read(0, &byte, 1);
}
