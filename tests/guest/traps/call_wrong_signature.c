// A call through a pointer of another function type.
// TRAP: indirect call type mismatch
#include <stdio.h>

static int twice(int x) { return 2 * x; }

int main(void) {
  int (*volatile real)(int) = twice;
  double (*volatile wrong)(double, int) = (double (*)(double, int))real;
  printf("before %d\n", real(21));
  fflush(stdout);
  printf("%g\n", wrong(1.0, 2));
}
