// Arguments, environment, output and exit status, by the letter.
#include "check.h"

extern char **environ;

int main(int count, char **arguments) {
  CHECK(count == 4);
  for (int i = 1; i < count; ++i)
    printf("[%s]\n", arguments[i]);
  for (char **variable = environ; *variable; ++variable)
    printf("{%s}\n", *variable);
  fprintf(stderr, "last words");
  return 33;
}
