// The value that main returns is the exit status, cut to eight bits as POSIX does.
// ARGS: 300
// EXIT: 44
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  printf("returning %s\n", argv[1]);
  return argc > 1 ? atoi(argv[1]) : 0;
}
