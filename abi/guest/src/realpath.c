// realpath: follows symbolic links one at a time, below the root that the guest sees.
#include "internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MostLinks = 40 };

// Puts what the link `resolved` holds in front of `rest`, in `todo`.
static int follow(const char *resolved, char *todo, const char *rest) {
  char target[PATH_MAX];
  const ssize_t length = readlink(resolved, target, sizeof target);
  if (length < 0)
    return -1;
  const size_t rest_length = strlen(rest);
  if (length + rest_length + 1 >= PATH_MAX)
    return __wasix_fail(ENAMETOOLONG);
  memmove(todo + length, rest, rest_length + 1);
  memcpy(todo, target, length);
  return 0;
}

static void drop_last(char *path) {
  char *slash = strrchr(path, '/');
  slash[slash == path] = '\0';
}

// Appends one component to `resolved`. Returns 1 for a symbolic link, 0 for anything else, -1 when there is
// none.
static int append(char *resolved, const char *name, size_t length) {
  const size_t used = strlen(resolved);
  const int slash = used > 1;
  if (used + slash + length + 1 > PATH_MAX)
    return __wasix_fail(ENAMETOOLONG);
  if (slash)
    resolved[used] = '/';
  memcpy(resolved + used + slash, name, length);
  resolved[used + slash + length] = '\0';
  struct stat status;
  if (lstat(resolved, &status) != 0)
    return -1;
  return S_ISLNK(status.st_mode) != 0;
}

static int resolve(const char *path, char *resolved) {
  char todo[PATH_MAX];
  int links = 0;
  strcpy(todo, path);
  if (*path == '/')
    strcpy(resolved, "/");
  else if (!getcwd(resolved, PATH_MAX))
    return -1;
  char *rest = todo;
  while (*(rest += strspn(rest, "/"))) {
    const size_t length = strcspn(rest, "/");
    const char *name = rest;
    rest += length;
    if (length == 1 && *name == '.')
      continue;
    if (length == 2 && memcmp(name, "..", 2) == 0) {
      drop_last(resolved);
      continue;
    }
    const int is_link = append(resolved, name, length);
    if (is_link < 0)
      return -1;
    if (!is_link)
      continue;
    if (++links > MostLinks)
      return __wasix_fail(ELOOP);
    if (follow(resolved, todo, rest) != 0)
      return -1;
    drop_last(resolved);
    rest = todo;
    if (*todo == '/')
      strcpy(resolved, "/");
  }
  return 0;
}

char *realpath(const char *restrict path, char *restrict buffer) {
  char resolved[PATH_MAX];
  if (!path || !*path || strlen(path) >= PATH_MAX) {
    errno = !path ? EINVAL : *path ? ENAMETOOLONG : ENOENT;
    return NULL;
  }
  if (resolve(path, resolved) != 0)
    return NULL;
  return buffer ? strcpy(buffer, resolved) : strdup(resolved);
}
