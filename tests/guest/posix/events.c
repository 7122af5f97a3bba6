// epoll and eventfd as C programs have them: levels, edges, one-shots, a server loop over pairs of sockets.
// LIBRARY: wasix
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void add(int epoll, int operation, int fd, uint32_t events, uint64_t data) {
  struct epoll_event event = {.events = events, .data.u64 = data};
  CHECK(epoll_ctl(epoll, operation, fd, &event) == 0);
}

static uint32_t events_now(int epoll) {
  struct epoll_event event;
  const int count = epoll_wait(epoll, &event, 1, 0);
  CHECK(count >= 0);
  return count ? event.events : 0;
}

static void pipes(void) {
  int ends[2];
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  CHECK(epoll >= 0 && (fcntl(epoll, F_GETFD) & FD_CLOEXEC) && pipe(ends) == 0);
  add(epoll, EPOLL_CTL_ADD, ends[0], EPOLLIN, 0x123456789abcdef0);
  CHECK(events_now(epoll) == 0 && write(ends[1], "ab", 2) == 2);
  struct epoll_event event;
  CHECK(epoll_wait(epoll, &event, 1, -1) == 1 && event.events == EPOLLIN &&
        event.data.u64 == 0x123456789abcdef0);
  CHECK(events_now(epoll) == EPOLLIN);
  add(epoll, EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLET, 1);
  CHECK(events_now(epoll) == EPOLLIN && events_now(epoll) == 0);
  add(epoll, EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLONESHOT, 1);
  CHECK(events_now(epoll) == EPOLLIN && events_now(epoll) == 0);
  add(epoll, EPOLL_CTL_MOD, ends[0], EPOLLIN, 1);
  close(ends[1]);
  CHECK(events_now(epoll) == (EPOLLIN | EPOLLHUP));
  CHECK(epoll_ctl(epoll, EPOLL_CTL_DEL, ends[0], NULL) == 0 && events_now(epoll) == 0);
  CHECK(epoll_ctl(epoll, EPOLL_CTL_DEL, ends[0], NULL) < 0 && errno == ENOENT);
  CHECK(epoll_ctl(epoll, 9, ends[0], &event) < 0 && errno == EINVAL);
  CHECK(epoll_wait(epoll, &event, 0, 0) < 0 && errno == EINVAL);
  CHECK(epoll_wait(ends[0], &event, 1, 0) < 0 && errno == EINVAL);
  close(ends[0]);
  close(epoll);
  puts("pipes");
}

static void counters(void) {
  eventfd_t value;
  const int counter = eventfd(3, EFD_NONBLOCK),
            semaphore = eventfd(2, EFD_NONBLOCK | EFD_SEMAPHORE | EFD_CLOEXEC);
  CHECK(counter >= 0 && semaphore >= 0);
  CHECK(eventfd_write(counter, 4) == 0 && eventfd_read(counter, &value) == 0 && value == 7);
  CHECK(eventfd_read(counter, &value) < 0 && errno == EAGAIN);
  CHECK(eventfd_read(semaphore, &value) == 0 && value == 1);
  CHECK(eventfd_read(semaphore, &value) == 0 && value == 1);
  CHECK(eventfd_read(semaphore, &value) < 0 && errno == EAGAIN);
  CHECK(eventfd(0, 1 << 20) < 0 && errno == EINVAL);
  close(counter);
  close(semaphore);
  puts("counters");
}

// Children each write their number; the loop adds them up until all have hung up.
static void server(void) {
  enum { CLIENTS = 20 };
  const int epoll = epoll_create(1);
  int sum = 0;
  for (int i = 0; i < CLIENTS; ++i) {
    int ends[2];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    fflush(stdout);
    const pid_t pid = fork();
    if (pid == 0) {
      for (int k = 0; k < 10; ++k)
        CHECK(write(ends[1], &i, sizeof i) == sizeof i);
      _exit(0);
    }
    close(ends[1]);
    add(epoll, EPOLL_CTL_ADD, ends[0], EPOLLIN | EPOLLRDHUP, (uint64_t)ends[0]);
  }
  for (int left = CLIENTS; left > 0;) {
    struct epoll_event events[8];
    const int count = epoll_wait(epoll, events, 8, 10000);
    CHECK(count > 0);
    for (int i = 0; i < count; ++i) {
      int number;
      const ssize_t got = read(events[i].data.fd, &number, sizeof number);
      sum += got == sizeof number ? number : 0;
      if (got == 0) {
        close(events[i].data.fd);
        --left;
      }
    }
  }
  while (wait(NULL) > 0)
    ;
  close(epoll);
  printf("sum %d\n", sum);
}

static volatile int alarms;
static void on_alarm(int signal) { alarms += signal == SIGALRM; }

// A signal ends the wait; one that is held back ends that with a mask that lets it in.
static void signals(void) {
  struct epoll_event event;
  sigset_t alarm_only, none;
  const struct sigaction action = {.sa_handler = on_alarm};
  const int epoll = epoll_create1(0);
  sigemptyset(&none);
  sigemptyset(&alarm_only);
  sigaddset(&alarm_only, SIGALRM);
  CHECK(sigaction(SIGALRM, &action, NULL) == 0);
  alarm(1);
  CHECK(epoll_wait(epoll, &event, 1, 20000) < 0 && errno == EINTR && alarms == 1);
  CHECK(sigprocmask(SIG_BLOCK, &alarm_only, NULL) == 0 && raise(SIGALRM) == 0 && alarms == 1);
  CHECK(epoll_pwait(epoll, &event, 1, 20000, &none) < 0 && errno == EINTR && alarms == 2);
  close(epoll);
  puts("signals");
}

int main(void) {
  pipes();
  counters();
  server();
  signals();
}
