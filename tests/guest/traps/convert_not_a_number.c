// Without the saturating conversions of the nontrapping proposal, converting a NaN traps.
// FLAGS: -mno-nontrapping-fptoint
// TRAP: invalid conversion to integer
#include <stdio.h>

int main(void) {
  volatile double nan = __builtin_nan("");
  int result;
  printf("before\n");
  fflush(stdout);
  __asm__ volatile("local.get %1\ni32.trunc_f64_s\nlocal.set %0" : "=r"(result) : "r"(nan));
  return result;
}
