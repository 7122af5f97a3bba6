// The working directory, and how paths find the directory that was granted.
//
// The process has one working directory, which the host keeps (and hands on through fork, exec and spawn).
// Debian's library keeps one of its own, in the program's memory, and resolves every path against it through
// __wasilibc_find_relpath_alloc. This file replaces both: chdir and getcwd ask the host, and the hook below
// resolves against the host's answer, which is remembered until the process changes it. So there are not two
// directories that could differ. Every program is linked with it, because the directory it starts in need not
// be the root.
#include "internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wasi/libc-find-relpath.h>
#include <wasi/libc.h>

// Empty when it must be asked for.
static char directory[PATH_MAX];

void __wasix_forget_directory(void) { directory[0] = '\0'; }

static const char *current(void) {
  if (directory[0])
    return directory;
  size_t length = sizeof directory - 1;
  const wasix_errno_t error = wasix_getcwd(directory, &length);
  if (error || length >= sizeof directory) {
    directory[0] = '\0';
    errno = error ? error : ENAMETOOLONG;
    return NULL;
  }
  directory[length] = '\0';
  return directory;
}

// Writes `path` as an absolute one. Returns its length, or -1.
static int make_absolute(const char *path, char *absolute) {
  size_t prefix = 0;
  if (*path != '/') {
    const char *base = current();
    if (!base)
      return -1;
    prefix = strlen(base);
    while (prefix > 0 && base[prefix - 1] == '/')
      --prefix;
    memcpy(absolute, base, prefix);
    absolute[prefix++] = '/';
  }
  const size_t length = strlen(path);
  if (prefix + length >= PATH_MAX)
    return __wasix_fail(ENAMETOOLONG);
  memcpy(absolute + prefix, path, length + 1);
  return prefix + length;
}

// Whether a relative path climbs above where it begins, as far as its text tells.
static int escapes(const char *path) {
  int depth = 0;
  while (*path) {
    const size_t length = strcspn(path, "/");
    if (length == 2 && memcmp(path, "..", 2) == 0)
      --depth;
    else if (length > 0 && !(length == 1 && *path == '.'))
      ++depth;
    if (depth < 0)
      return 1;
    path += length;
    path += strspn(path, "/");
  }
  return 0;
}

// Removes "." and "name/.." from an absolute path, in place.
static void fold(char *path) {
  char *end = path;
  for (const char *rest = path; *rest;) {
    rest += strspn(rest, "/");
    const size_t length = strcspn(rest, "/");
    if (length == 2 && memcmp(rest, "..", 2) == 0) {
      while (end > path && *--end != '/')
        ;
    } else if (length > 0 && !(length == 1 && *rest == '.')) {
      *end++ = '/';
      memmove(end, rest, length);
      end += length;
    }
    rest += length;
  }
  if (end == path)
    *end++ = '/';
  *end = '\0';
}

// The hook of Debian's library: which granted directory `path` is in, and the rest of the path, in a buffer
// that is enlarged if `may_grow`.
int __wasilibc_find_relpath_alloc(const char *path, const char **prefix, char **rest, size_t *size,
                                  int may_grow) {
  char absolute[PATH_MAX];
  // POSIX: the empty path names nothing.
  if (!*path)
    return __wasix_fail(ENOENT);
  if (make_absolute(path, absolute) < 0)
    return -1;
  const char *relative;
  int fd = __wasilibc_find_abspath(absolute, prefix, &relative);
  // A path may leave one grant for another; the host follows "..", but not out of a grant.
  if (fd >= 0 && escapes(relative)) {
    fold(absolute);
    fd = __wasilibc_find_abspath(absolute, prefix, &relative);
  }
  if (fd < 0)
    return -1;
  const size_t needed = strlen(relative) + 1;
  if (needed > *size) {
    if (!may_grow)
      return __wasix_fail(ERANGE);
    char *larger = realloc(*rest, needed);
    if (!larger)
      return __wasix_fail(ENOMEM);
    *rest = larger;
    *size = needed;
  }
  memcpy(*rest, relative, needed);
  return fd;
}

int chdir(const char *path) {
  __wasix_forget_directory();
  if (!*path)
    return __wasix_fail(ENOENT);
  return __wasix_result(wasix_chdir(path, strlen(path)));
}

char *getcwd(char *buffer, size_t size) {
  if (buffer && size == 0) {
    errno = EINVAL;
    return NULL;
  }
  const char *path = current();
  if (!path)
    return NULL;
  const size_t needed = strlen(path) + 1;
  if (!buffer) {
    // As on Linux, without a buffer one is made; a size is its least one.
    buffer = malloc(size > needed ? size : needed);
    if (!buffer)
      return NULL;
  } else if (needed > size) {
    errno = ERANGE;
    return NULL;
  }
  return memcpy(buffer, path, needed);
}

char *get_current_dir_name(void) { return getcwd(NULL, 0); }
