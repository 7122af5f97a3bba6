// TRAP: integer divide by zero
#include <stdio.h>

int main(void) {
  volatile unsigned value = 10, zero = 0;
  printf("before\n");
  fflush(stdout);
  printf("%u\n", value % zero);
}
