// Copies of descriptors, pipes, and fcntl.
#include "internal.h"

#include <fcntl.h>
#include <stdarg.h>
#include <unistd.h>
#include <wasi/api.h>

int dup(int fd) {
  int32_t copy;
  return __wasix_result(wasix_fd_dup(fd, &copy)) ? -1 : copy;
}

int dup2(int from, int to) {
  uint16_t flags;
  if (__wasix_result(wasix_fd_fdflags_get(from, &flags)) != 0)
    return -1;
  if (to < 0)
    return __wasix_fail(EBADF);
  if (from == to)
    return to;
  return __wasix_result(wasix_fd_renumber(from, to)) ? -1 : to;
}

int dup3(int from, int to, int flags) {
  if (from == to || (flags & ~O_CLOEXEC))
    return __wasix_fail(EINVAL);
  if (dup2(from, to) < 0)
    return -1;
  if ((flags & O_CLOEXEC) && __wasix_result(wasix_fd_fdflags_set(to, WASIX_FDFLAGSEXT_CLOEXEC)) != 0)
    return -1;
  return to;
}

int pipe2(int ends[2], int flags) {
  if (flags & ~(O_CLOEXEC | O_NONBLOCK))
    return __wasix_fail(EINVAL);
  int32_t reader, writer;
  if (__wasix_result(wasix_fd_pipe(&reader, &writer)) != 0)
    return -1;
  int both[2] = {reader, writer};
  if (__wasix_pair_with_flags(both, flags & O_CLOEXEC, flags & O_NONBLOCK) != 0)
    return -1;
  ends[0] = reader;
  ends[1] = writer;
  return 0;
}

int pipe(int ends[2]) { return pipe2(ends, 0); }

static int status_flags(int fd) {
  __wasi_fdstat_t stat;
  if (__wasix_result(__wasi_fd_fdstat_get(fd, &stat)) != 0)
    return -1;
  int flags = stat.fs_flags;
  if (stat.fs_rights_base & (__WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_READDIR))
    flags |= O_RDONLY;
  if (stat.fs_rights_base & __WASI_RIGHTS_FD_WRITE)
    flags |= O_WRONLY;
  return flags;
}

static int duplicate(int fd, int minimum, int close_on_exec) {
  if (minimum < 0)
    return __wasix_fail(EINVAL);
  int32_t copy;
  return __wasix_result(wasix_fd_dup2(fd, minimum, close_on_exec, &copy)) ? -1 : copy;
}

int fcntl(int fd, int command, ...) {
  va_list rest;
  va_start(rest, command);
  const int argument = command == F_GETFD || command == F_GETFL ? 0 : va_arg(rest, int);
  va_end(rest);
  uint16_t flags;
  switch (command) {
  case F_DUPFD:
  case F_DUPFD_CLOEXEC:
    return duplicate(fd, argument, command == F_DUPFD_CLOEXEC);
  case F_GETFD:
    if (__wasix_result(wasix_fd_fdflags_get(fd, &flags)) != 0)
      return -1;
    return flags & WASIX_FDFLAGSEXT_CLOEXEC ? FD_CLOEXEC : 0;
  case F_SETFD:
    return __wasix_result(wasix_fd_fdflags_set(fd, argument & FD_CLOEXEC ? WASIX_FDFLAGSEXT_CLOEXEC : 0));
  case F_GETFL:
    return status_flags(fd);
  case F_SETFL:
    return __wasix_result(__wasi_fd_fdstat_set_flags(fd, argument & 0xfff));
  default:
    // Locks too: POSIX's error for a file that does not support locking.
    return __wasix_fail(EINVAL);
  }
}
