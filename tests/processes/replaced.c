// Runs a program again and again while somebody replaces its file: each time the old one or the new one runs.
#include "tests/guest/raw/wasix.h"

int main(int count, char **arguments) {
  const int rounds = atoi(arguments[1]);
  int failed = 0, error = 0;
  for (int i = 0; i < rounds; ++i) {
    const uint32_t child = fork_process();
    if (child == 0) {
      static const char path[] = "/bin/program", name[] = "program\nseven";
      _Exit(proc_exec3(path, sizeof path - 1, name, sizeof name - 1, 0, 0, 0, 0, 0));
    }
    const int code = exit_code(child);
    failed += code != 77;
    error = code != 77 ? code : error;
  }
  printf("%d failed, last errno %d\n", failed, error);
}
