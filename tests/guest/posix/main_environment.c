// LIBRARY: wasix
// ENV: FIRST=1 SECOND=two
// ARGS: "an argument"
// A main of three parameters, and environ.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv, char **environment) {
  printf("%d %s\n", argc, argv[1]);
  for (char **entry = environment; *entry; ++entry)
    puts(*entry);
  printf("the same: %d\n", environment == environ);
  setenv("THIRD", "3", 1);
  for (char **entry = environ; *entry; ++entry)
    puts(*entry);
  return 0;
}
