// Close-on-exec and non-blocking for descriptors that have just been made: the host's calls make them
// without.
#include "internal.h"

#include <unistd.h>
#include <wasi/api.h>

static wasix_errno_t set_flags(int fd, int closes_on_exec, int is_nonblocking) {
  wasix_errno_t error = 0;
  if (closes_on_exec)
    error = wasix_fd_fdflags_set(fd, WASIX_FDFLAGSEXT_CLOEXEC);
  if (!error && is_nonblocking)
    error = __wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_NONBLOCK);
  return error;
}

int __wasix_with_flags(int fd, int closes_on_exec, int is_nonblocking) {
  const wasix_errno_t error = set_flags(fd, closes_on_exec, is_nonblocking);
  if (!error)
    return fd;
  close(fd);
  return __wasix_fail(error);
}

int __wasix_pair_with_flags(int ends[2], int closes_on_exec, int is_nonblocking) {
  wasix_errno_t error = set_flags(ends[0], closes_on_exec, is_nonblocking);
  if (!error)
    error = set_flags(ends[1], closes_on_exec, is_nonblocking);
  if (!error)
    return 0;
  close(ends[0]);
  close(ends[1]);
  return __wasix_fail(error);
}
