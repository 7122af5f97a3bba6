// Calls for things that WASIX has no notion of: owners, modes and named pipes. They exist so that programs
// link.
#include "internal.h"

#include <sys/stat.h>
#include <unistd.h>

int chmod(const char *path, mode_t mode) {
  (void)path, (void)mode;
  return __wasix_fail(ENOTSUP);
}

int fchmod(int fd, mode_t mode) {
  (void)fd, (void)mode;
  return __wasix_fail(ENOTSUP);
}

int fchmodat(int directory, const char *path, mode_t mode, int flags) {
  (void)directory, (void)path, (void)mode, (void)flags;
  return __wasix_fail(ENOTSUP);
}

int chown(const char *path, uid_t user, gid_t group) {
  (void)path, (void)user, (void)group;
  return __wasix_fail(ENOTSUP);
}

int lchown(const char *path, uid_t user, gid_t group) { return chown(path, user, group); }

int fchown(int fd, uid_t user, gid_t group) {
  (void)fd, (void)user, (void)group;
  return __wasix_fail(ENOTSUP);
}

int mkfifo(const char *path, mode_t mode) {
  (void)path, (void)mode;
  return __wasix_fail(ENOTSUP);
}

// No WASIX call changes directory by descriptor.
int fchdir(int fd) {
  (void)fd;
  return __wasix_fail(ENOTSUP);
}

int nice(int increment) { return increment == 0 ? 0 : __wasix_fail(EPERM); }

// Files are written to the host's cache at once; there is nothing of ours to write back.
void sync(void) {}
