// A hundred thousand children, one after the other, children of children, and many at once.
// NATIVE: no
#include "wasix.h"

int main(int argc, char **argv) {
  const int rounds = argc > 1 ? atoi(argv[1]) : 100000;
  for (int i = 0; i < rounds; ++i) {
    const uint32_t pid = fork_process();
    if (pid == 0)
      _Exit(i & 255);
    EXPECT(exit_code(pid) == (i & 255));
  }

  // A chain: each process is the child of the one before.
  int depth = 0;
  uint32_t child;
  while (depth < 200 && (child = fork_process()) == 0)
    ++depth;
  if (depth < 200)
    EXPECT(exit_code(child) == ((depth + 1) & 255));
  if (depth > 0)
    _Exit(depth);

  uint32_t pids[500];
  for (int i = 0; i < 500; ++i)
    if ((pids[i] = fork_process()) == 0) {
      uint32_t grandchild = fork_process();
      if (grandchild == 0)
        _Exit(5);
      _Exit(exit_code(grandchild) + (i & 7));
    }
  for (int i = 499; i >= 0; --i)
    EXPECT(exit_code(pids[i]) == 5 + (i & 7));
  puts("done");
}
