// open and openat with O_CLOEXEC; include/fcntl.h sends callers here.
#include "internal.h"

#include <fcntl.h>
#include <unistd.h>
#include <wasi/libc.h>

static int closed_on_exec(int fd, int flags) {
  if (fd < 0 || !(flags & O_CLOEXEC))
    return fd;
  const wasix_errno_t error = wasix_fd_fdflags_set(fd, WASIX_FDFLAGSEXT_CLOEXEC);
  if (!error)
    return fd;
  close(fd);
  return __wasix_fail(error);
}

// WASI has no modes, so the third argument means nothing.
int open(const char *path, int flags, ...) {
  return closed_on_exec(__wasilibc_open_nomode(path, flags & ~O_CLOEXEC), flags);
}

int __wasilibc_nocwd_openat_nomode(int directory, const char *path, int flags); // in no header

int openat(int directory, const char *path, int flags, ...) {
  const int host_flags = flags & ~O_CLOEXEC;
  const int is_below = directory != AT_FDCWD && path[0] != '/';
  return closed_on_exec(is_below ? __wasilibc_nocwd_openat_nomode(directory, path, host_flags)
                                 : __wasilibc_open_nomode(path, host_flags),
                        flags);
}
