// poll with a time limit on an input that stays open and silent: it must time out, after the limit and not
// before.
// STDIN_OPEN: yes
#include <poll.h>
#include <stdio.h>
#include <time.h>

static long long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

int main(void) {
  struct pollfd input = {0, POLLIN, 0};
  printf("at once %d\n", poll(&input, 1, 0));
  const long long begin = milliseconds();
  const int ready = poll(&input, 1, 60);
  const long long waited = milliseconds() - begin;
  printf("later %d, long enough %d, not forever %d\n", ready, waited >= 59, waited < 5000);
}
