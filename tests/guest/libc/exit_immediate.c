// _Exit ends the program at once: no handler runs and buffered output is lost.
// EXIT: 255
#include <stdio.h>
#include <stdlib.h>

static void never(void) { fprintf(stderr, "a handler ran\n"); }

int main(void) {
  atexit(never);
  setvbuf(stdout, NULL, _IOFBF, 4096);
  printf("lost\n");
  fprintf(stderr, "kept\n");
  _Exit(255);
}
