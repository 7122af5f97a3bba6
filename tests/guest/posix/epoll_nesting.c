// epoll sets in one another: how deep they may be, that none may watch itself, how many ways an event may take,
// and who hears of it.
// LIBRARY: wasix
#include "check.h"

#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

static int add(int outer, int file) {
  struct epoll_event event = {.events = EPOLLIN};
  return epoll_ctl(outer, EPOLL_CTL_ADD, file, &event) == 0 ? 0 : errno;
}

static int set(void) {
  const int fd = epoll_create1(0);
  CHECK(fd >= 0);
  return fd;
}

static int is_ready(int epoll) {
  struct epoll_event event;
  const int count = epoll_wait(epoll, &event, 1, 0);
  CHECK(count >= 0);
  return count;
}

static void depth(void) {
  int inner = set();
  for (int level = 2; level < 8; ++level) {
    const int outer = set(), error = add(outer, inner);
    printf("level %d: %s\n", level, error == 0 ? "fits" : error == ELOOP ? "ELOOP" : "?");
    if (error == 0)
      inner = outer;
  }
  CHECK(add(inner, inner) == EINVAL);
}

static void loops(void) {
  const int a = set(), b = set(), c = set(), d = set();
  CHECK(add(a, b) == 0 && add(a, c) == 0 && add(b, d) == 0 && add(c, d) == 0);
  CHECK(add(d, a) == ELOOP && add(d, b) == ELOOP && add(b, a) == ELOOP && add(b, c) == 0);
  CHECK(add(c, b) == ELOOP);
  CHECK(epoll_ctl(b, EPOLL_CTL_DEL, c, NULL) == 0 && add(c, b) == 0);
  puts("loops");
}

// One pipe in many sets that are all in one.
static void ways(void) {
  int ends[2], added = 0, error = 0;
  CHECK(pipe(ends) == 0);
  const int outer = set();
  int sets[600];
  while (added < 600 && error == 0) {
    sets[added] = set();
    CHECK(add(sets[added], ends[0]) == 0);
    error = add(outer, sets[added]);
    added += error == 0;
  }
  printf("%d ways, then %s\n", added, error == EINVAL ? "EINVAL" : "?");
  CHECK(write(ends[1], "x", 1) == 1 && is_ready(outer));
  char byte;
  CHECK(read(ends[0], &byte, 1) == 1 && !is_ready(outer));
  for (int i = 0; i < added + (error != 0); ++i)
    close(sets[i]);
  close(outer);
  // The same the other way round.
  const int top = set();
  for (added = 0, error = 0; added < 600 && error == 0; added += error == 0) {
    sets[added] = set();
    CHECK(add(top, sets[added]) == 0);
    error = add(sets[added], ends[0]);
  }
  printf("%d ways, then %s\n", added, error == EINVAL ? "EINVAL" : "?");
}

static void events(void) {
  int ends[2];
  char byte;
  CHECK(pipe(ends) == 0);
  int chain[4];
  for (int i = 0; i < 4; ++i)
    chain[i] = set();
  for (int i = 0; i < 3; ++i)
    CHECK(add(chain[i], chain[i + 1]) == 0);
  CHECK(add(chain[3], ends[0]) == 0 && !is_ready(chain[0]));
  for (int round = 0; round < 3; ++round) {
    CHECK(write(ends[1], "x", 1) == 1);
    for (int i = 0; i < 4; ++i)
      CHECK(is_ready(chain[i]) && is_ready(chain[i])); // as long as there is something
    CHECK(read(ends[0], &byte, 1) == 1);
    for (int i = 0; i < 4; ++i)
      CHECK(!is_ready(chain[i]));
  }
  // Only the outer ones are asked, so that the inner one has an old item.
  CHECK(write(ends[1], "x", 1) == 1 && is_ready(chain[0]) && read(ends[0], &byte, 1) == 1 && !is_ready(chain[0]));
  CHECK(write(ends[1], "x", 1) == 1 && is_ready(chain[0]) && is_ready(chain[1]));
  close(ends[1]);
  CHECK(is_ready(chain[0]));
  close(chain[2]);
  CHECK(!is_ready(chain[0]) && is_ready(chain[3]));
  puts("events");
}

int main(void) {
  depth();
  loops();
  ways();
  events();
  return 0;
}
