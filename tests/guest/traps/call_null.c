// A call through a null function pointer: slot zero of the table is empty.
// TRAP: uninitialized element
#include <stdio.h>

int main(void) {
  void (*volatile nothing)(void) = NULL;
  printf("before\n");
  fflush(stdout);
  nothing();
}
