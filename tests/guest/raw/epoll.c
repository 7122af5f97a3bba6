// epoll over pipes, sockets, event counters, and itself: levels, edges and one-shots.
// NATIVE: no
// DIR: /
#include "epoll.h"

#include <fcntl.h>

static void put(uint32_t fd, const char *text) { EXPECT(write(fd, text, strlen(text)) == (int)strlen(text)); }
static void take(uint32_t fd, size_t size) {
  char buffer[64];
  EXPECT(read(fd, buffer, size) == (int)size);
}

static uint32_t new_epoll(void) {
  uint32_t fd;
  CHECK(epoll_create(&fd));
  return fd;
}

// A pipe of the runtime or a pair of sockets of the host: the same is expected of both.
typedef enum { PIPES, SOCKETS } kind;
static void make(kind kind, uint32_t ends[2]) {
  if (kind == PIPES)
    CHECK(fd_pipe(&ends[0], &ends[1]));
  else
    CHECK(sock_pair(UNIX, STREAM, 0, &ends[0], &ends[1]));
}

static void levels(kind kind) {
  uint32_t ends[2], epoll = new_epoll();
  make(kind, ends);
  CHECK(control(epoll, ADD, ends[0], IN));
  EXPECT(events_now(epoll) == 0);
  put(ends[1], "ab");
  epoll_event event;
  for (int i = 0; i < 3; ++i) {
    EXPECT(wait_for(epoll, &event, 1, kForever) == 1);
    EXPECT(event.events == IN && event.fd == ends[0] && event.data2 == 0x100000000ull + ends[0]);
  }
  take(ends[0], 1);
  EXPECT(events_now(epoll) == IN);
  take(ends[0], 1);
  EXPECT(events_now(epoll) == 0);
  CHECK(control(epoll, ADD, ends[1], OUT));
  EXPECT(events_now(epoll) == OUT);
  CHECK(control(epoll, DELETE, ends[1], 0));
  EXPECT(events_now(epoll) == 0);
  put(ends[1], "x");
  close(ends[1]);
  EXPECT(events_now(epoll) == (IN | HANGUP));
  take(ends[0], 1);
  EXPECT((events_now(epoll) & HANGUP) != 0);
  close(ends[0]);
  EXPECT(events_now(epoll) == 0);
  close(epoll);
}

static void edges(kind kind) {
  uint32_t ends[2], epoll = new_epoll();
  make(kind, ends);
  put(ends[1], "early");
  CHECK(control(epoll, ADD, ends[0], IN | EDGE));
  EXPECT(events_now(epoll) == IN);
  EXPECT(events_now(epoll) == 0);
  take(ends[0], 2);
  EXPECT(events_now(epoll) == 0); // there is more, but nothing new
  put(ends[1], "more");
  EXPECT(events_now(epoll) == IN);
  EXPECT(events_now(epoll) == 0);
  CHECK(control(epoll, MODIFY, ends[0], IN | EDGE)); // arms it again
  EXPECT(events_now(epoll) == IN);
  EXPECT(events_now(epoll) == 0);
  take(ends[0], 7);
  put(ends[1], "again");
  EXPECT(events_now(epoll) == IN);
  close(ends[0]);
  close(ends[1]);
  close(epoll);
}

static void one_shots(kind kind) {
  uint32_t ends[2], epoll = new_epoll();
  make(kind, ends);
  CHECK(control(epoll, ADD, ends[0], IN | ONE_SHOT));
  put(ends[1], "a");
  EXPECT(events_now(epoll) == IN);
  EXPECT(events_now(epoll) == 0);
  put(ends[1], "b");
  EXPECT(events_now(epoll) == 0);
  CHECK(control(epoll, MODIFY, ends[0], IN | ONE_SHOT));
  EXPECT(events_now(epoll) == IN);
  EXPECT(events_now(epoll) == 0);
  close(ends[0]);
  close(ends[1]);
  close(epoll);
}

// Another process writes while this one sleeps, and the writer closes.
static void across_processes(kind kind) {
  uint32_t ends[2], epoll = new_epoll();
  make(kind, ends);
  CHECK(control(epoll, ADD, ends[0], IN | READ_HANGUP));
  const uint32_t child = fork_process();
  if (child == 0) {
    close(ends[0]);
    for (int i = 0; i < 200; ++i) {
      spin(i % 8 == 0);
      put(ends[1], "x");
    }
    _Exit(0);
  }
  close(ends[1]);
  int total = 0;
  for (;;) {
    epoll_event event;
    EXPECT(wait_for(epoll, &event, 1, kForever) == 1);
    char buffer[64];
    const ssize_t got = read(ends[0], buffer, sizeof buffer);
    EXPECT(got >= 0);
    if (got == 0)
      break;
    total += got;
  }
  EXPECT(total == 200);
  EXPECT(exit_code(child) == 0);
  close(ends[0]);
  close(epoll);
}

static void counters(void) {
  uint32_t counter, semaphore, epoll = new_epoll();
  uint64_t value = 5;
  CHECK(fd_event(0, 0, &counter));
  CHECK(fd_event(2, SEMAPHORE, &semaphore));
  EXPECT(fd_event(0, 2, &counter) == INVAL);
  EXPECT(fd_event(0, 0, (void *)-2) == FAULT);
  CHECK(set_fd_flags(counter, NONBLOCK));
  CHECK(set_fd_flags(semaphore, NONBLOCK));
  EXPECT(read(counter, &value, 8) < 0);
  EXPECT(read(counter, &value, 7) < 0);
  EXPECT(write(counter, &value, 8) == 8);
  EXPECT(write(counter, &value, 8) == 8);
  CHECK(control(epoll, ADD, counter, IN));
  EXPECT(events_now(epoll) == IN);
  EXPECT(read(counter, &value, 8) == 8 && value == 10);
  EXPECT(events_now(epoll) == 0);
  value = ~0ull;
  EXPECT(write(counter, &value, 8) < 0);
  --value;
  EXPECT(write(counter, &value, 8) == 8);
  value = 1;
  EXPECT(write(counter, &value, 8) < 0); // full
  CHECK(control(epoll, MODIFY, counter, OUT));
  EXPECT(events_now(epoll) == 0);
  for (int i = 0; i < 2; ++i)
    EXPECT(read(semaphore, &value, 8) == 8 && value == 1);
  EXPECT(read(semaphore, &value, 8) < 0);
  // A blocking reader in another process.
  uint32_t wakes;
  CHECK(fd_event(0, 0, &wakes));
  const uint32_t child = fork_process();
  if (child == 0) {
    EXPECT(read(wakes, &value, 8) == 8);
    _Exit((int)value);
  }
  value = 42;
  EXPECT(write(wakes, &value, 8) == 8);
  EXPECT(exit_code(child) == 42);
  close(counter);
  close(semaphore);
  close(wakes);
  close(epoll);
}

static void nested(void) {
  uint32_t ends[2], pair[2], inner = new_epoll(), outer = new_epoll();
  make(PIPES, ends);
  make(SOCKETS, pair);
  CHECK(control(outer, ADD, inner, IN));
  EXPECT(control(inner, ADD, outer, IN) == LOOP);
  EXPECT(control(outer, ADD, outer, IN) == INVAL);
  CHECK(control(inner, ADD, ends[0], IN));
  CHECK(control(inner, ADD, pair[0], IN));
  EXPECT(events_now(outer) == 0);
  put(ends[1], "x");
  EXPECT(events_now(outer) == IN);
  take(ends[0], 1);
  EXPECT(events_now(outer) == 0);
  put(pair[1], "x");
  EXPECT(events_now(outer) == IN);
  put(ends[1], "x");
  EXPECT(events_now(outer) == IN);
  close(inner);
  EXPECT(events_now(outer) == 0);
  uint32_t chain[7];
  for (int i = 0; i < 7; ++i)
    chain[i] = new_epoll();
  int error = 0;
  for (int i = 0; i < 6 && error == 0; ++i)
    error = control(chain[i + 1], ADD, chain[i], IN);
  EXPECT(error == LOOP);
  for (int i = 0; i < 7; ++i)
    close(chain[i]);
  close(outer);
  for (int i = 0; i < 2; ++i) {
    close(ends[i]);
    close(pair[i]);
  }
}

static void many(void) {
  enum { COUNT = 300 };
  static uint32_t ends[COUNT][2];
  static epoll_event events[COUNT];
  const uint32_t epoll = new_epoll();
  for (int i = 0; i < COUNT; ++i) {
    make(i % 2 ? PIPES : SOCKETS, ends[i]);
    CHECK(control(epoll, ADD, ends[i][0], IN | (i % 3 ? 0 : EDGE)));
    put(ends[i][1], "x");
  }
  int seen[2 * COUNT + 16] = {0}, total = 0;
  while (total < COUNT) {
    const uint32_t count = wait_for(epoll, events, 7, 0);
    EXPECT(count > 0);
    for (uint32_t i = 0; i < count; ++i) {
      EXPECT(seen[events[i].fd]++ == 0);
      take(events[i].fd, 1);
      ++total;
    }
  }
  EXPECT(wait_for(epoll, events, COUNT, 0) == 0);
  for (int i = 0; i < COUNT; ++i) {
    close(ends[i][0]);
    close(ends[i][1]);
  }
  close(epoll);
}

static void mistakes(void) {
  uint32_t ends[2], epoll = new_epoll(), count, copy;
  epoll_event event;
  make(PIPES, ends);
  EXPECT(epoll_create((void *)-2) == FAULT);
  EXPECT(control(9999, ADD, ends[0], IN) == BADF);
  EXPECT(control(epoll, ADD, 9999, IN) == BADF);
  EXPECT(control(ends[1], ADD, ends[0], IN) == INVAL);
  EXPECT(control(epoll, 4, ends[0], IN) == INVAL);
  EXPECT(control(epoll, MODIFY_ONLY, ends[0], IN) == NOENT);
  EXPECT(control(epoll, DELETE, ends[0], IN) == NOENT);
  CHECK(control(epoll, ADD, ends[0], IN));
  EXPECT(control(epoll, ADD, ends[0], IN) == EXIST);
  EXPECT(epoll_ctl(epoll, MODIFY, ends[0], (void *)-8) == FAULT);
  CHECK(epoll_ctl(epoll, DELETE, ends[0], (void *)-8));
  EXPECT(epoll_wait(epoll, &event, 0, 0, &count) == INVAL);
  EXPECT(epoll_wait(epoll, (void *)-8, 1, 0, &count) == FAULT);
  EXPECT(epoll_wait(epoll, &event, 0x20000000, 0, &count) == FAULT);
  EXPECT(epoll_wait(epoll, &event, 1, 0, (void *)-2) == FAULT);
  EXPECT(epoll_wait(ends[0], &event, 1, 0, &count) == INVAL);
  EXPECT(epoll_wait(9999, &event, 1, 0, &count) == BADF);
  const int file = open("/file", O_CREAT | O_RDWR, 0666);
  EXPECT(file >= 0 && control(epoll, ADD, file, IN) == PERM);
  // Two numbers of one file, on the host and here; the file stays as long as one of them does.
  for (kind kind = PIPES; kind <= SOCKETS; ++kind) {
    uint32_t both[2];
    make(kind, both);
    CHECK(fd_dup(both[0], &copy));
    CHECK(control(epoll, ADD, both[0], IN));
    CHECK(control(epoll, ADD, copy, IN));
    put(both[1], "x");
    epoll_event found[4];
    EXPECT(wait_for(epoll, found, 4, 0) == 2);
    EXPECT(found[0].fd != found[1].fd);
    close(copy);
    EXPECT(wait_for(epoll, found, 4, 0) == 2); // as Linux: the description is still open
    close(both[0]);
    EXPECT(wait_for(epoll, found, 4, 0) == 0);
    close(both[1]);
  }
  close(ends[0]);
  close(ends[1]);
  close(epoll);
}

static void timeouts(void) {
  uint32_t ends[2], epoll = new_epoll();
  epoll_event event;
  make(PIPES, ends);
  CHECK(control(epoll, ADD, ends[0], IN));
  EXPECT(wait_for(epoll, &event, 1, 2 * kMillisecond) == 0);
  uint32_t inputs[2];
  make(SOCKETS, inputs);
  CHECK(control(epoll, ADD, inputs[0], IN));
  EXPECT(wait_for(epoll, &event, 1, 2 * kMillisecond) == 0);
  close(ends[0]);
  close(ends[1]);
  close(inputs[0]);
  close(inputs[1]);
  close(epoll);
}

int main(void) {
  timeouts(); // first alone, then with another process having been there
  for (kind kind = PIPES; kind <= SOCKETS; ++kind) {
    levels(kind);
    edges(kind);
    one_shots(kind);
    across_processes(kind);
  }
  timeouts();
  counters();
  nested();
  many();
  mistakes();
  puts("epoll works");
}
