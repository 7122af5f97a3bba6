// The smallest useful program; see tools/bench_suites/startup.py.
#include <stdio.h>

int main(void) {
  puts("Hello, world");
  return 0;
}
