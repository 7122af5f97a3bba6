// epoll and eventfd as raw imports.
#pragma once

#include "sockets.h"

typedef struct {
  uint32_t events;
  uint32_t padding;
  uint32_t pointer, fd, data1;
  uint64_t data2;
} epoll_event;

int WASIX(fd_event)(uint64_t initial, int flags, uint32_t *fd);
int WASIX(epoll_create)(uint32_t *fd);
int WASIX(epoll_ctl)(uint32_t epoll, int operation, uint32_t fd, const epoll_event *event);
int WASIX(epoll_wait)(uint32_t epoll, epoll_event *events, uint32_t most, uint64_t timeout, uint32_t *count);

enum { ADD, MODIFY, DELETE, MODIFY_ONLY };
enum { IN = 1, OUT = 2, READ_HANGUP = 4, PRIORITY = 8, ERROR = 16, HANGUP = 32, EDGE = 64, ONE_SHOT = 128 };
enum { SEMAPHORE = 1 };
enum { EXIST = 20, LOOP = 32, PERM = 63 };

static const uint64_t kForever = ~0ull, kMillisecond = 1000000;

static inline int control(uint32_t epoll, int operation, uint32_t fd, uint32_t events) {
  const epoll_event event = {.events = events, .fd = fd, .data2 = 0x100000000ull + fd};
  return epoll_ctl(epoll, operation, fd, &event);
}

static inline uint32_t wait_for(uint32_t epoll, epoll_event *events, uint32_t most, uint64_t timeout) {
  uint32_t count;
  CHECK(epoll_wait(epoll, events, most, timeout, &count));
  EXPECT(count <= most);
  return count;
}

// What is reported of the only file that is ready; 0 when none is.
static inline uint32_t events_now(uint32_t epoll) {
  epoll_event event;
  return wait_for(epoll, &event, 1, 0) ? event.events : 0;
}
