// select, and pselect with its mask; include/sys/select.h sends callers here. Nothing here is exceptional: there is no
// out-of-band data, so that set comes back empty, as on Linux.
#include <sys/select.h>

#include "internal.h"

int plain_pselect(int, fd_set *, fd_set *, fd_set *, const struct timespec *,
                  const sigset_t *) __asm__("pselect");

int pselect(int count, fd_set *restrict readers, fd_set *restrict writers, fd_set *restrict exceptional,
            const struct timespec *restrict limit, const sigset_t *restrict mask) {
  if (exceptional)
    FD_ZERO(exceptional);
  sigset_t before;
  const uint32_t handlers_before = __wasix_handlers_run;
  if (mask)
    sigprocmask(SIG_SETMASK, mask, &before);
  // A signal that was held back until now ends the wait before it begins.
  int ready = __wasix_handlers_run != handlers_before
                  ? __wasix_fail(EINTR)
                  : plain_pselect(count, readers, writers, NULL, limit, NULL);
  const int error = errno;
  if (mask)
    sigprocmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return ready;
}

int select(int count, fd_set *restrict readers, fd_set *restrict writers, fd_set *restrict exceptional,
           struct timeval *restrict limit) {
  if (!limit)
    return pselect(count, readers, writers, exceptional, NULL, NULL);
  if (limit->tv_sec < 0 || limit->tv_usec < 0 || limit->tv_usec >= 1000000)
    return __wasix_fail(EINVAL);
  const struct timespec time = {limit->tv_sec, limit->tv_usec * 1000};
  return pselect(count, readers, writers, exceptional, &time, NULL);
}
