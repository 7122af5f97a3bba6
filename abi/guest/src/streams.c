// fopen with "e" for close-on-exec, which Debian's ignores.
#include "internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int open_flags(const char *mode) {
  int flags = *mode == 'r' ? 0 : *mode == 'w' ? O_CREAT | O_TRUNC : O_CREAT | O_APPEND;
  if (strchr(mode, '+'))
    flags |= O_RDWR;
  else
    flags |= *mode == 'r' ? O_RDONLY : O_WRONLY;
  if (strchr(mode, 'x'))
    flags |= O_EXCL;
  if (strchr(mode, 'e'))
    flags |= O_CLOEXEC;
  return flags;
}

FILE *fopen(const char *restrict path, const char *restrict mode) {
  if (!*mode || !strchr("rwa", *mode)) {
    errno = EINVAL;
    return NULL;
  }
  const int fd = open(path, open_flags(mode));
  if (fd < 0)
    return NULL;
  FILE *stream = fdopen(fd, mode);
  if (!stream)
    close(fd);
  return stream;
}
