// alarm and interval timers. WASIX has one timer per signal that fires once or repeats with one interval; a
// timer whose first period differs from the others is set up again when it fires.
#include "internal.h"

#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static uint64_t deadline; // of the monotonic clock; 0 without a timer
static uint64_t interval; // 0: fires once
static int host_repeats;

static uint64_t now(void) {
  struct timespec time = {0};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static wasix_errno_t start(uint64_t first, uint64_t period) {
  host_repeats = first != 0 && first == period;
  const wasix_errno_t error = wasix_proc_raise_interval(SIGALRM, first, host_repeats);
  if (error)
    return error;
  deadline = first ? now() + first : 0;
  interval = period;
  return 0;
}

void __wasix_timer_fired(void) {
  if (deadline == 0 || now() < deadline)
    return;
  if (host_repeats)
    deadline += interval;
  else
    start(interval, interval);
}

void __wasix_timers_in_child(void) { deadline = interval = host_repeats = 0; }

static struct timeval as_timeval(uint64_t nanoseconds) {
  // A timer that is set never reads as zero.
  const uint64_t microseconds = (nanoseconds + 999) / 1000;
  return (struct timeval){.tv_sec = microseconds / 1000000, .tv_usec = microseconds % 1000000};
}

static int as_nanoseconds(struct timeval time, uint64_t *nanoseconds) {
  if (time.tv_sec < 0 || time.tv_usec < 0 || time.tv_usec >= 1000000)
    return __wasix_fail(EINVAL);
  *nanoseconds = time.tv_sec * 1000000000ull + time.tv_usec * 1000ull;
  return 0;
}

int getitimer(int which, struct itimerval *value) {
  if (which != ITIMER_REAL)
    return __wasix_fail(EINVAL);
  const uint64_t time = now();
  value->it_interval = as_timeval(interval);
  value->it_value = as_timeval(deadline > time ? deadline - time : 0);
  return 0;
}

int setitimer(int which, const struct itimerval *restrict value, struct itimerval *restrict old) {
  struct itimerval before;
  if (getitimer(which, &before) != 0)
    return -1;
  uint64_t first = 0, period = 0;
  if (as_nanoseconds(value->it_value, &first) != 0 || as_nanoseconds(value->it_interval, &period) != 0)
    return -1;
  if (__wasix_result(start(first, first ? period : 0)) != 0)
    return -1;
  if (old)
    *old = before;
  return 0;
}

unsigned alarm(unsigned seconds) {
  const struct itimerval value = {.it_value.tv_sec = seconds};
  struct itimerval old;
  if (setitimer(ITIMER_REAL, &value, &old) != 0)
    return 0;
  // POSIX: a fraction of a second counts as one.
  return old.it_value.tv_sec + (old.it_value.tv_usec > 0);
}

unsigned ualarm(unsigned first, unsigned period) {
  const struct itimerval value = {.it_value = as_timeval(first * 1000ull),
                                  .it_interval = as_timeval(period * 1000ull)};
  struct itimerval old;
  if (setitimer(ITIMER_REAL, &value, &old) != 0)
    return 0;
  return old.it_value.tv_sec * 1000000 + old.it_value.tv_usec;
}
