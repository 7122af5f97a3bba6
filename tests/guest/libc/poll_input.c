// poll and select on standard input and output, and time limits with nothing to wait for.
// STDIN: ready
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

static long long milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

int main(void) {
  // One at a time: waiting for either ends when one is ready, and output is ready at once.
  struct pollfd input = {0, POLLIN, 0}, output = {1, POLLOUT, 0};
  printf("input %d %d", poll(&input, 1, 1000), (input.revents & POLLIN) != 0);
  printf(", output %d %d\n", poll(&output, 1, 1000), (output.revents & POLLOUT) != 0);
  struct pollfd both[] = {input, output};
  printf("either %d\n", poll(both, 2, 1000) > 0);

  fd_set reads, writes;
  FD_ZERO(&reads);
  FD_ZERO(&writes);
  FD_SET(0, &reads);
  FD_SET(1, &writes);
  struct timeval second = {1, 0};
  const int selected = select(2, &reads, &writes, NULL, &second);
  printf("select %d, output %d\n", selected > 0, FD_ISSET(1, &writes) != 0);

  long long begin = milliseconds();
  struct timeval limit = {0, 40000};
  printf("nothing to select %d", select(0, NULL, NULL, NULL, &limit));
  printf(", waited %d\n", milliseconds() - begin >= 39);

  char text[16] = "";
  printf("read %zd [%s]\n", read(0, text, 15), text);
  struct pollfd closed = {0, POLLIN, 0};
  printf("at the end %d", poll(&closed, 1, 1000));
  printf(" read %zd\n", read(0, text, 15));
}
