// epoll and eventfd. The host's events have other numbers than Linux's.
#include "internal.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

_Static_assert(EPOLL_CLOEXEC == O_CLOEXEC, "as in fcntl.h");

enum { MOST_EVENTS = 256 }; // the host hands out no more at a time

static const struct {
  uint32_t linux, host;
} bits[] = {
    {EPOLLIN, WASIX_EPOLL_IN},   {EPOLLOUT, WASIX_EPOLL_OUT},         {EPOLLRDHUP, WASIX_EPOLL_RDHUP},
    {EPOLLPRI, WASIX_EPOLL_PRI}, {EPOLLERR, WASIX_EPOLL_ERR},         {EPOLLHUP, WASIX_EPOLL_HUP},
    {EPOLLET, WASIX_EPOLL_ET},   {EPOLLONESHOT, WASIX_EPOLL_ONESHOT},
};
enum { BITS = sizeof bits / sizeof bits[0] };

static uint32_t to_host(uint32_t events) {
  uint32_t result = 0;
  for (int i = 0; i < BITS; ++i)
    result |= events & bits[i].linux ? bits[i].host : 0;
  return result;
}

static uint32_t from_host(uint32_t events) {
  uint32_t result = 0;
  for (int i = 0; i < BITS; ++i)
    result |= events & bits[i].host ? bits[i].linux : 0;
  return result;
}

int epoll_create1(int flags) {
  int32_t epoll;
  if (flags & ~EPOLL_CLOEXEC)
    return __wasix_fail(EINVAL);
  if (__wasix_result(wasix_epoll_create(&epoll)) != 0)
    return -1;
  return __wasix_with_flags(epoll, flags & EPOLL_CLOEXEC, 0);
}

int epoll_create(int size) { return size <= 0 ? __wasix_fail(EINVAL) : epoll_create1(0); }

int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event) {
  static const uint32_t operations[] = {[EPOLL_CTL_ADD] = WASIX_EPOLL_CTL_ADD,
                                        [EPOLL_CTL_DEL] = WASIX_EPOLL_CTL_DEL,
                                        [EPOLL_CTL_MOD] = WASIX_EPOLL_CTL_MOD};
  wasix_epoll_event_t host = {.fd = (uint32_t)fd};
  if (operation < EPOLL_CTL_ADD || operation > EPOLL_CTL_MOD)
    return __wasix_fail(EINVAL);
  if (operation != EPOLL_CTL_DEL) {
    host.events = to_host(event->events);
    host.data2 = event->data.u64;
  }
  return __wasix_result(wasix_epoll_ctl(epoll, operations[operation], fd, &host));
}

int epoll_wait(int epoll, struct epoll_event *events, int most, int milliseconds) {
  wasix_epoll_event_t ready[MOST_EVENTS];
  size_t count;
  if (most <= 0)
    return __wasix_fail(EINVAL);
  const wasix_timestamp_t timeout = milliseconds < 0 ? ~0ull : (wasix_timestamp_t)milliseconds * 1000000;
  if (__wasix_result(
          wasix_epoll_wait(epoll, ready, most < MOST_EVENTS ? most : MOST_EVENTS, timeout, &count)) != 0)
    return -1;
  for (size_t i = 0; i < count; ++i)
    events[i] = (struct epoll_event){.events = from_host(ready[i].events), .data.u64 = ready[i].data2};
  return (int)count;
}

int eventfd(unsigned initial, int flags) {
  int32_t fd;
  if (flags & ~(EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK))
    return __wasix_fail(EINVAL);
  if (__wasix_result(wasix_fd_event(initial, flags & EFD_SEMAPHORE, &fd)) != 0)
    return -1;
  return __wasix_with_flags(fd, flags & EFD_CLOEXEC, flags & EFD_NONBLOCK);
}

int eventfd_read(int fd, eventfd_t *value) {
  return read(fd, value, sizeof *value) == sizeof *value ? 0 : -1;
}

int eventfd_write(int fd, eventfd_t value) {
  return write(fd, &value, sizeof value) == sizeof value ? 0 : -1;
}
