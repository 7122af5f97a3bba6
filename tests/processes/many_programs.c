// Runs many different programs, one after the other, and opens a descriptor after each.
#include "tests/guest/raw/wasix.h"

#include <stdlib.h>

int main(int count, char **arguments) {
  const int programs = atoi(arguments[1]);
  for (int i = 0; i < programs; ++i) {
    const uint32_t child = fork_process();
    if (child == 0) {
      char path[64];
      const int length = snprintf(path, sizeof path, "/bin/program%d", i);
      static const char name[] = "program\nseven";
      _Exit(proc_exec3(path, length, name, sizeof name - 1, 0, 0, 0, 0, 0));
    }
    const int code = exit_code(child);
    if (code != 77) {
      printf("program %d: errno %d\n", i, code);
      return 1;
    }
    uint32_t ends[2];
    CHECK(fd_pipe(&ends[0], &ends[1]));
    close(ends[0]);
    close(ends[1]);
  }
  puts("all have run");
}
