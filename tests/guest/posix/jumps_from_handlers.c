// LIBRARY: wasix
// Out of signal handlers, with and without the mask.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static sigjmp_buf target;

static void jump(int number) { siglongjmp(target, number); }

static int is_blocked(int number) {
  sigset_t mask;
  sigprocmask(SIG_BLOCK, NULL, &mask);
  return sigismember(&mask, number);
}

int main(void) {
  struct sigaction action = {.sa_handler = jump};
  sigaction(SIGUSR1, &action, NULL);
  sigaction(SIGALRM, &action, NULL);

  int value = sigsetjmp(target, 1);
  if (value == 0)
    raise(SIGUSR1);
  printf("jumped with %d, blocked %d\n", value, is_blocked(SIGUSR1));

  value = sigsetjmp(target, 0);
  if (value == 0)
    raise(SIGUSR1);
  printf("jumped with %d, blocked %d\n", value, is_blocked(SIGUSR1));

  // Many times, each as the first.
  static volatile int rounds;
  if (sigsetjmp(target, 1) < 1000 && rounds < 100) {
    ++rounds;
    sigset_t empty;
    sigemptyset(&empty);
    sigprocmask(SIG_SETMASK, &empty, NULL);
    raise(SIGUSR1);
  }
  printf("%d rounds\n", rounds);

  // Out of a call that waits.
  value = sigsetjmp(target, 1);
  if (value == 0) {
    alarm(1);
    for (;;)
      pause();
  }
  printf("jumped with %d\n", value);
  return 0;
}
