// TRAP: integer overflow
#include <stdio.h>

int main(void) {
  volatile double large = 4294967296.0;
  unsigned result;
  printf("before\n");
  fflush(stdout);
  __asm__ volatile("local.get %1\ni32.trunc_f64_u\nlocal.set %0" : "=r"(result) : "r"(large));
  return (int)result;
}
