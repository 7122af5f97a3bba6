// LIBRARY: wasix
// select with every kind of set: who is ready, and that nothing here is exceptional.
#include <errno.h>
#include <stdio.h>
#include <sys/select.h>
#include <sys/time.h>
#include <unistd.h>

static int ends[2];

static void report(const char *what, int result, fd_set *readers, fd_set *writers, fd_set *exceptional) {
  printf("%s: %d", what, result);
  if (result < 0)
    printf(" errno %d", errno == EINVAL ? 22 : -1);
  if (readers)
    printf(" reads %d", FD_ISSET(ends[0], readers) != 0);
  if (writers)
    printf(" writes %d", FD_ISSET(ends[1], writers) != 0);
  if (exceptional)
    printf(" exceptional %d %d", FD_ISSET(ends[0], exceptional) != 0, FD_ISSET(ends[1], exceptional) != 0);
  putchar('\n');
}

static void try_all(const char *what, int microseconds) {
  for (int kinds = 0; kinds < 8; ++kinds) {
    fd_set sets[3], *given[3];
    for (int i = 0; i < 3; ++i) {
      FD_ZERO(&sets[i]);
      given[i] = kinds >> i & 1 ? &sets[i] : NULL;
    }
    FD_SET(ends[0], &sets[0]);
    FD_SET(ends[1], &sets[1]);
    FD_SET(ends[0], &sets[2]);
    FD_SET(ends[1], &sets[2]);
    struct timeval limit = {0, microseconds};
    const int result = select(ends[1] + 1, given[0], given[1], given[2], &limit);
    report(what, result, given[0], given[1], given[2]);
  }
}

int main(void) {
  if (pipe(ends) != 0)
    return 1;
  try_all("empty", 0);
  try_all("empty, later", 10000);
  if (write(ends[1], "x", 1) != 1)
    return 1;
  try_all("one byte", 0);
  fd_set readers, exceptional;
  FD_ZERO(&readers);
  FD_ZERO(&exceptional);
  FD_SET(ends[0], &readers);
  FD_SET(ends[0], &exceptional);
  report("without a limit", select(ends[1] + 1, &readers, NULL, &exceptional, NULL), &readers, NULL, &exceptional);
  struct timeval wrong = {-1, 0};
  report("wrong", select(0, NULL, NULL, NULL, &wrong), NULL, NULL, NULL);
  return 0;
}
