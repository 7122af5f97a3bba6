// TRAP: out of bounds memory access
#include <stdint.h>
#include <stdio.h>

int main(void) {
  printf("before\n");
  fflush(stdout);
  volatile int *far = (volatile int *)(uintptr_t)0xfffffff0u;
  return *far;
}
