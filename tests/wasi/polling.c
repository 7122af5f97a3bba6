// poll_oneoff on the standard streams and a clock; clocks, randomness, yielding, and sockets that are none.
#include "check.h"

enum { kClock = 100 };

static __wasi_subscription_t clockIn(uint64_t nanoseconds) {
  return (__wasi_subscription_t){
      .userdata = kClock,
      .u = {.tag = __WASI_EVENTTYPE_CLOCK,
            .u = {.clock = {
                      .id = __WASI_CLOCKID_MONOTONIC, .timeout = nanoseconds, .precision = 0, .flags = 0}}}};
}

static __wasi_subscription_t readiness(Fd fd, uint8_t type) {
  return (__wasi_subscription_t){.userdata = fd,
                                 .u = {.tag = type, .u = {.fd_read = {.file_descriptor = fd}}}};
}

static void checkInput(void) {
  const __wasi_subscription_t both[] = {clockIn(200000000), readiness(0, __WASI_EVENTTYPE_FD_READ)};
  __wasi_event_t events[2];
  __wasi_size_t count;
  OK(__wasi_poll_oneoff(both, events, 2, &count));
  CHECK(count >= 1);
  for (__wasi_size_t i = 0; i < count; ++i) {
    CHECK(events[i].error == 0);
    CHECK(events[i].userdata == (events[i].type == __WASI_EVENTTYPE_CLOCK ? kClock : 0));
  }
}

static void checkOutput(void) {
  for (int seen = 0; seen != 6;) {
    const __wasi_subscription_t all[] = {readiness(1, __WASI_EVENTTYPE_FD_WRITE),
                                         readiness(2, __WASI_EVENTTYPE_FD_WRITE), clockIn(200000000)};
    __wasi_event_t events[3];
    __wasi_size_t count;
    OK(__wasi_poll_oneoff(all, events, 3, &count));
    for (__wasi_size_t i = 0; i < count; ++i) {
      CHECK(events[i].userdata != kClock && events[i].error == 0);
      CHECK(events[i].type == __WASI_EVENTTYPE_FD_WRITE);
      seen |= 1 << events[i].userdata;
    }
  }
}

static void checkClocks(void) {
  __wasi_timestamp_t first, second, resolution;
  OK(__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &first));
  OK(__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 0, &second));
  CHECK(first <= second);
  OK(__wasi_clock_res_get(__WASI_CLOCKID_MONOTONIC, &resolution));
  CHECK(resolution > 0);
  OK(__wasi_clock_res_get(__WASI_CLOCKID_REALTIME, &resolution));
  CHECK(resolution > 0);
  EXPECT(__WASI_ERRNO_INVAL, __wasi_clock_time_get(9, 0, &first));
}

static void checkRandomness(void) {
  static uint8_t bytes[1024];
  OK(__wasi_random_get(bytes, 0));
  OK(__wasi_random_get(bytes, sizeof bytes));
  int sum = 0;
  for (size_t i = 0; i < sizeof bytes; ++i)
    sum |= bytes[i];
  CHECK(sum != 0);
}

int main(void) {
  checkInput();
  checkOutput();
  checkClocks();
  checkRandomness();
  OK(__wasi_sched_yield());
  return 0;
}
