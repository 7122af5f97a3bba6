// What the programs of this folder have in common: checks that end the program with a line on stderr, and
// preview1's calls in the forms that the tests use most.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

#define CHECK(condition)                                                                                     \
  do {                                                                                                       \
    if (!(condition)) {                                                                                      \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);                              \
      exit(1);                                                                                               \
    }                                                                                                        \
  } while (0)

#define EXPECT(expected, call)                                                                               \
  do {                                                                                                       \
    const int expectedError = (expected), error = (call);                                                    \
    if (error != expectedError) {                                                                            \
      fprintf(stderr, "%s:%d: error %d, expected %d: %s\n", __FILE__, __LINE__, error, expectedError,        \
              #call);                                                                                        \
      exit(1);                                                                                               \
    }                                                                                                        \
  } while (0)

#define OK(call) EXPECT(0, call)

typedef __wasi_fd_t Fd;
typedef __wasi_rights_t Rights;

enum { kFollow = __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW };

#define READ __WASI_RIGHTS_FD_READ
#define WRITE __WASI_RIGHTS_FD_WRITE
#define SEEK __WASI_RIGHTS_FD_SEEK
#define TELL __WASI_RIGHTS_FD_TELL
#define STAT __WASI_RIGHTS_FD_FILESTAT_GET

static inline __wasi_fdstat_t fdstatOf(Fd fd) {
  __wasi_fdstat_t stat;
  OK(__wasi_fd_fdstat_get(fd, &stat));
  return stat;
}

static inline __wasi_filestat_t statOf(Fd fd) {
  __wasi_filestat_t stat;
  OK(__wasi_fd_filestat_get(fd, &stat));
  return stat;
}

static inline __wasi_filestat_t statAt(Fd fd, int flags, const char *path) {
  __wasi_filestat_t stat;
  OK(__wasi_path_filestat_get(fd, (__wasi_lookupflags_t)flags, path, &stat));
  return stat;
}

// The error of an open; what was opened is closed again.
static inline int tryOpen(Fd directory, int lookup, const char *path, int flags, Rights rights) {
  Fd fd;
  const int error = __wasi_path_open(directory, (__wasi_lookupflags_t)lookup, path, (__wasi_oflags_t)flags,
                                     rights, 0, 0, &fd);
  if (error == 0)
    OK(__wasi_fd_close(fd));
  return error;
}

static inline Fd openFile(Fd directory, const char *path, int flags, Rights rights, int fdFlags) {
  Fd fd;
  OK(__wasi_path_open(directory, 0, path, (__wasi_oflags_t)flags, rights, 0, (__wasi_fdflags_t)fdFlags, &fd));
  CHECK(fd > 2);
  return fd;
}

static inline void create(Fd directory, const char *path) {
  OK(__wasi_fd_close(openFile(directory, path, __WASI_OFLAGS_CREAT, 0, 0)));
}

static inline size_t put(Fd fd, const char *bytes, size_t size) {
  const __wasi_ciovec_t vector = {(const uint8_t *)bytes, size};
  __wasi_size_t done;
  OK(__wasi_fd_write(fd, &vector, 1, &done));
  return done;
}

static inline size_t get(Fd fd, char *bytes, size_t size) {
  const __wasi_iovec_t vector = {(uint8_t *)bytes, size};
  __wasi_size_t done;
  OK(__wasi_fd_read(fd, &vector, 1, &done));
  return done;
}

static inline uint64_t seekTo(Fd fd, int64_t offset, int whence) {
  __wasi_filesize_t position;
  OK(__wasi_fd_seek(fd, offset, (__wasi_whence_t)whence, &position));
  return position;
}

// The descriptor of the directory that was granted under this name.
static inline Fd granted(const char *name) {
  __wasi_prestat_t stat;
  for (Fd fd = 3; __wasi_fd_prestat_get(fd, &stat) == 0; ++fd) {
    char text[64] = "";
    CHECK(stat.tag == __WASI_PREOPENTYPE_DIR && stat.u.dir.pr_name_len < sizeof text);
    OK(__wasi_fd_prestat_dir_name(fd, (uint8_t *)text, stat.u.dir.pr_name_len));
    if (strcmp(text, name) == 0)
      return fd;
  }
  fprintf(stderr, "nothing is granted as %s\n", name);
  exit(1);
}

// Opens a directory with all rights that the one above it has.
static inline Fd openDirectory(Fd directory, const char *path) {
  const __wasi_fdstat_t stat = fdstatOf(directory);
  Fd fd;
  OK(__wasi_path_open(directory, 0, path, __WASI_OFLAGS_DIRECTORY, stat.fs_rights_base,
                      stat.fs_rights_inheriting, 0, &fd));
  return fd;
}

static inline Fd rootDirectory(void) { return openDirectory(granted("/"), "."); }

// An empty directory of its own for each test.
static inline Fd scratchDirectory(void) {
  const Fd root = rootDirectory();
  OK(__wasi_path_create_directory(root, "scratch.cleanup"));
  return openDirectory(root, "scratch.cleanup");
}
