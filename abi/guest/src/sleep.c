// Sleeping: ends early when a handler ran, and then tells how much was left (Debian's tells nothing).
#include "internal.h"

#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

static uint64_t now(void) {
  __wasi_timestamp_t time = 0;
  (void)!__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &time);
  return time;
}

// Returns the nanoseconds that are left: 0 unless a handler ran.
static uint64_t sleep_until(uint64_t deadline) {
  const uint32_t handlers_before = __wasix_handlers_run;
  __wasi_subscription_t subscription = {.u.tag = __WASI_EVENTTYPE_CLOCK};
  subscription.u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
  for (;;) {
    const uint64_t time = now();
    if (time >= deadline)
      return 0;
    if (__wasix_handlers_run != handlers_before)
      return deadline - time;
    subscription.u.u.clock.timeout = deadline - time;
    __wasi_event_t event;
    __wasi_size_t events;
    const wasix_errno_t error = __wasi_poll_oneoff(&subscription, &event, 1, &events);
    if (error != 0 && error != EINTR)
      return 0;
  }
}

int nanosleep(const struct timespec *duration, struct timespec *remaining) {
  if (duration->tv_sec < 0 || duration->tv_nsec < 0 || duration->tv_nsec >= 1000000000)
    return __wasix_fail(EINVAL);
  const uint64_t left = sleep_until(now() + duration->tv_sec * 1000000000ull + duration->tv_nsec);
  if (left == 0)
    return 0;
  if (remaining)
    *remaining = (struct timespec){.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
  return __wasix_fail(EINTR);
}

unsigned sleep(unsigned seconds) {
  const uint64_t left = sleep_until(now() + seconds * 1000000000ull);
  return (left + 999999999) / 1000000000;
}

int usleep(unsigned microseconds) {
  return sleep_until(now() + microseconds * 1000ull) == 0 ? 0 : __wasix_fail(EINTR);
}
