// The program that exec.c runs: prints what it was given.
#include "tests/guest/raw/wasix.h"

extern char **environ;

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[1], "code") == 0)
    return atoi(arguments[2]);
  printf("pid %u:", process_id());
  for (int i = 0; i < count; ++i)
    printf(" [%s]", arguments[i]);
  for (char **variable = environ; *variable; ++variable)
    printf(" {%s}", *variable);
  uint16_t flags;
  printf(" fd 20 %s, fd 21 %s\n", fd_fdflags_get(20, &flags) == 0 ? "open" : "closed",
         fd_fdflags_get(21, &flags) == 0 ? "open" : "closed");
}
