// A call through a pointer that is no index of the table at all.
// TRAP: undefined element
#include <stdint.h>
#include <stdio.h>

int main(void) {
  void (*volatile wild)(void) = (void (*)(void))(uintptr_t)0x7fffffff;
  printf("before\n");
  fflush(stdout);
  wild();
}
