// pselect with its mask; include/sys/select.h sends callers here.
#include <sys/select.h>

#include "internal.h"

int plain_pselect(int, fd_set *, fd_set *, fd_set *, const struct timespec *,
                  const sigset_t *) __asm__("pselect");

int pselect(int count, fd_set *restrict readers, fd_set *restrict writers, fd_set *restrict exceptional,
            const struct timespec *restrict limit, const sigset_t *restrict mask) {
  sigset_t before;
  const uint32_t handlers_before = __wasix_handlers_run;
  if (mask)
    sigprocmask(SIG_SETMASK, mask, &before);
  // A signal that was held back until now ends the wait before it begins.
  int ready = __wasix_handlers_run != handlers_before
                  ? __wasix_fail(EINTR)
                  : plain_pselect(count, readers, writers, exceptional, limit, NULL);
  const int error = errno;
  if (mask)
    sigprocmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return ready;
}
