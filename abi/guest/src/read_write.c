// Reading and writing, with calls restarted after signals as SA_RESTART has it.
#include "internal.h"

#include <limits.h>
#include <sys/uio.h>
#include <unistd.h>
#include <wasi/api.h>

ssize_t readv(int fd, const struct iovec *vectors, int count) {
  if (count < 0 || count > IOV_MAX)
    return __wasix_fail(EINVAL);
  __wasi_size_t size;
  const wasix_errno_t error =
      WASIX_RESTART(__wasi_fd_read(fd, (const __wasi_iovec_t *)vectors, count, &size));
  // Debian's library reports a descriptor without the right to read as POSIX does.
  return error ? __wasix_fail(error == ENOTCAPABLE ? EBADF : error) : (ssize_t)size;
}

ssize_t writev(int fd, const struct iovec *vectors, int count) {
  if (count < 0 || count > IOV_MAX)
    return __wasix_fail(EINVAL);
  __wasi_size_t size;
  const wasix_errno_t error =
      WASIX_RESTART(__wasi_fd_write(fd, (const __wasi_ciovec_t *)vectors, count, &size));
  return error ? __wasix_fail(error == ENOTCAPABLE ? EBADF : error) : (ssize_t)size;
}

ssize_t read(int fd, void *buffer, size_t size) {
  const struct iovec vector = {.iov_base = buffer, .iov_len = size};
  return readv(fd, &vector, 1);
}

ssize_t write(int fd, const void *buffer, size_t size) {
  const struct iovec vector = {.iov_base = (void *)buffer, .iov_len = size};
  return writev(fd, &vector, 1);
}
