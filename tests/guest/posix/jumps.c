// LIBRARY: wasix
// BUILDS: unoptimized
// setjmp and longjmp: out of deep calls, again and again, and in a child to what its parent set.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static jmp_buf out, inner;

__attribute__((noinline)) static int fall(int depth, int value) {
  volatile int frame[20];
  frame[depth % 20] = depth;
  if (depth == 0)
    longjmp(out, value);
  const int result = fall(depth - 1, value) + frame[depth % 20];
  return result;
}

static double with_registers(double a, double b, int c) {
  // Kept across the jump: they do not change after setjmp.
  const double sum = a + b;
  const int product = c * 3;
  volatile int rounds = 0;
  if (setjmp(inner) < 5) {
    ++rounds;
    longjmp(inner, rounds);
  }
  return sum * product + rounds;
}

static int nested(void) {
  jmp_buf outer_local, inner_local;
  volatile int trace = 0;
  if (setjmp(outer_local) == 0) {
    if (setjmp(inner_local) == 0) {
      trace = 1;
      longjmp(inner_local, 1);
    }
    trace = trace * 10 + 2;
    longjmp(outer_local, 1);
  }
  return trace * 10 + 3;
}

static int compare(const void *a, const void *b) {
  (void)a, (void)b;
  longjmp(out, 77);
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  volatile int kept = 5;
  int value = setjmp(out);
  if (value == 0) {
    kept = 6;
    fall(100, 42);
    printf("not reached\n");
  }
  printf("value %d, kept %d\n", value, kept);

  // The same buffer many times, so that nothing piles up.
  volatile int rounds = 0;
  value = setjmp(out);
  if (rounds < 1000) {
    ++rounds;
    fall(rounds % 50, rounds);
  }
  printf("rounds %d, last %d\n", rounds, value);

  value = setjmp(out);
  if (value == 0)
    longjmp(out, 0);
  printf("zero becomes %d\n", value);
  value = setjmp(out);
  if (value == 0)
    longjmp(out, -7);
  printf("negative %d\n", value);
  printf("registers %.1f\n", with_registers(1.25, 2.5, 7));
  printf("nested %d\n", nested());

  int numbers[3] = {3, 1, 2};
  if (setjmp(out) == 0)
    qsort(numbers, 3, sizeof numbers[0], compare);
  else
    printf("out of qsort\n");

  value = setjmp(out);
  if (value == 0) {
    if (fork() == 0)
      fall(10, 5);
    int status;
    wait(&status);
    printf("child jumped and exited with %d\n", WEXITSTATUS(status));
    return 0;
  }
  _exit(value);
}
