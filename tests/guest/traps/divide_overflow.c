// TRAP: integer overflow
#include <limits.h>
#include <stdio.h>

int main(void) {
  volatile long long least = LLONG_MIN, minusOne = -1;
  printf("before\n");
  fflush(stdout);
  printf("%lld\n", least / minusOne);
}
