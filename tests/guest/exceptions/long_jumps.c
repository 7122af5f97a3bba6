// BUILDS: exceptions
// setjmp and longjmp, which the compiler turns into exceptions.
#include <stdio.h>

#ifdef __wasm__
#include "jump_runtime.h"
#else
#include <setjmp.h>
#endif

static jmp_buf outer, inner;

__attribute__((noinline)) static int descend(int n) {
  if (n == 0)
    longjmp(outer, 7);
  return descend(n - 1) + 1;
}

int main(void) {
  volatile int rounds = 0;
  const int value = setjmp(outer);
  printf("round %d: %d\n", rounds, value);
  if (++rounds < 4)
    descend(rounds * 10);
  if (setjmp(inner) == 0) {
    if (setjmp(outer) == 0)
      longjmp(inner, 1);
    puts("not here");
  } else {
    puts("inner");
  }
  if (setjmp(inner) == 0)
    longjmp(inner, 0);
  puts("zero becomes one");
}
