// epoll_wait with a mask. A signal that was held back until now ends the wait before it begins.
#include "internal.h"

#include <sys/epoll.h>

int epoll_pwait(int epoll, struct epoll_event *events, int most, int milliseconds, const sigset_t *mask) {
  sigset_t before;
  const uint32_t handlers_before = __wasix_handlers_run;
  if (mask)
    sigprocmask(SIG_SETMASK, mask, &before);
  const int ready = __wasix_handlers_run != handlers_before ? __wasix_fail(EINTR)
                                                            : epoll_wait(epoll, events, most, milliseconds);
  const int error = errno;
  if (mask)
    sigprocmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return ready;
}
