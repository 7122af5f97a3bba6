// The C library's abort is an unreachable instruction.
// TRAP: unreachable
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  printf("before\n");
  fflush(stdout);
  abort();
}
