// stat and its family, with permission bits; include/sys/stat.h sends callers here. Modes cannot be set.
#include <sys/stat.h>

#include "internal.h"

int plain_stat(const char *, struct stat *) __asm__("stat");
int plain_lstat(const char *, struct stat *) __asm__("lstat");
int plain_fstat(int, struct stat *) __asm__("fstat");
int plain_fstatat(int, const char *, struct stat *, int) __asm__("fstatat");

// WASI reports the kind of file and nothing else. Whether a file can be read, written or run is found out by
// trying, so no bit may say that it cannot.
static int with_permissions(int result, struct stat *status) {
  if (result != 0 || (status->st_mode & 07777))
    return result;
  const int plain = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH;
  const int may_run = S_ISDIR(status->st_mode) || S_ISREG(status->st_mode);
  status->st_mode |= may_run ? plain | S_IXUSR | S_IXGRP | S_IXOTH : plain;
  return 0;
}

int stat(const char *restrict path, struct stat *restrict status) {
  return with_permissions(plain_stat(path, status), status);
}

int lstat(const char *restrict path, struct stat *restrict status) {
  return with_permissions(plain_lstat(path, status), status);
}

int fstat(int fd, struct stat *status) { return with_permissions(plain_fstat(fd, status), status); }

int fstatat(int directory, const char *restrict path, struct stat *restrict status, int flags) {
  return with_permissions(plain_fstatat(directory, path, status, flags), status);
}

// Kept for programs that ask for it again; files are made with the mode that the host chooses.
mode_t umask(mode_t mask) {
  static mode_t current = S_IWGRP | S_IWOTH;
  const mode_t before = current;
  current = mask & 0777;
  return before;
}
