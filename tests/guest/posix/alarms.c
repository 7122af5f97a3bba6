// LIBRARY: wasix
// Timers, sleeping, and calls that a signal interrupts or does not.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t ticks;

static void tick(int number) {
  (void)number;
  ++ticks;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static int about(double measured, double expected) {
  return measured > expected - 0.05 && measured < expected + 2;
}

static void once(int microseconds) {
  const struct itimerval value = {.it_value.tv_usec = microseconds};
  setitimer(ITIMER_REAL, &value, NULL);
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  struct sigaction action = {.sa_handler = tick};
  sigaction(SIGALRM, &action, NULL);

  double begin = seconds();
  alarm(1);
  pause();
  printf("alarm: %d tick, on time %d\n", ticks, about(seconds() - begin, 1));

  printf("none: %u\n", alarm(100));
  printf("remaining: %u\n", alarm(0));
  printf("none: %u\n", alarm(0));

  ticks = 0;
  begin = seconds();
  const struct itimerval repeating = {.it_value.tv_usec = 100000, .it_interval.tv_usec = 20000};
  struct itimerval current;
  setitimer(ITIMER_REAL, &repeating, NULL);
  getitimer(ITIMER_REAL, &current);
  printf("interval %d, running %d\n", (int)current.it_interval.tv_usec, current.it_value.tv_usec > 0);
  while (ticks < 5)
    pause();
  printf("five ticks, on time %d\n", about(seconds() - begin, 0.18));
  setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);

  // A sleep that is interrupted tells what is left.
  once(50000);
  printf("sleep: %d left\n", sleep(10) >= 9);
  once(50000);
  struct timespec duration = {.tv_sec = 10}, left = {0};
  printf("nanosleep: %d %d, left %d\n", nanosleep(&duration, &left), errno == EINTR, left.tv_sec == 9);
  printf("whole: %u\n", sleep(0));

  // read comes back with EINTR, or goes on when the handler was installed with SA_RESTART.
  int ends[2];
  char byte = 0;
  pipe(ends);
  once(50000);
  printf("read: %zd %d\n", read(ends[0], &byte, 1), errno == EINTR);
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, NULL);
  if (fork() == 0) {
    usleep(200000);
    write(ends[1], "x", 1);
    _exit(0);
  }
  ticks = 0;
  once(50000);
  printf("read: %zd %c, %d tick\n", read(ends[0], &byte, 1), byte, ticks);
  wait(NULL);

  // waitpid too.
  if (fork() == 0) {
    usleep(200000);
    _exit(3);
  }
  int status;
  once(50000);
  printf("wait: %d\n", wait(&status) > 0 && WEXITSTATUS(status) == 3);

  // A child has no timers, and ends of the signal when nobody handles it.
  alarm(100);
  if (fork() == 0)
    _exit(alarm(0) == 0);
  wait(&status);
  printf("inherited: %d\n", !WEXITSTATUS(status));
  alarm(0);
  if (fork() == 0) {
    signal(SIGALRM, SIG_DFL);
    once(10000);
    for (;;)
      pause();
  }
  wait(&status);
  printf("unhandled: %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  return 0;
}
