// The preview1 calls about files as raw imports, for tests of what goes wrong with them.
#pragma once

#include "sockets.h"

#include <wasi/api.h>

enum { TOO_BIG = 1, EXIST = 20, FBIG = 22, ISDIR = 31, LOOP = 32, MFILE = 33, NOTDIR = 54, NOTEMPTY = 55 };
enum { PERM = 63, RANGE = 68, SPIPE = 70, XDEV = 75, NOTCAPABLE = 76 };
enum { NO_FD = 12345, FIRST_GRANT = 3, FOLLOW = 1 };
enum { CREATE = 1, DIRECTORY = 2, EXCLUSIVE = 4, TRUNCATE = 8 };

#define READ_RIGHT __WASI_RIGHTS_FD_READ
#define WRITE_RIGHT __WASI_RIGHTS_FD_WRITE

int WASIX(path_open2)(uint32_t directory, int lookup, const char *path, uint32_t length, int flags,
                      uint64_t rights, uint64_t inheriting, int fd_flags, int fd_flags_extended,
                      uint32_t *fd);
int WASIX(fd_renumber)(uint32_t from, uint32_t to);

// A file of the grant, with all rights that it can have.
static inline uint32_t open_file(const char *path, int flags) {
  uint32_t fd;
  CHECK(path_open2(FIRST_GRANT, FOLLOW, path, strlen(path), flags, (1ull << 30) - 1, (1ull << 30) - 1, 0, 0,
                   &fd));
  return fd;
}

// With these rights only.
static inline uint32_t open_with(const char *path, uint64_t rights) {
  uint32_t fd;
  CHECK(path_open2(FIRST_GRANT, FOLLOW, path, strlen(path), 0, rights, 0, 0, 0, &fd));
  return fd;
}
