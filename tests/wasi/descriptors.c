// Renumbering and closing descriptors: files, preopened directories, standard streams.
#include "check.h"

static void checkRenumber(Fd dir) {
  const Fd from = openFile(dir, "one", __WASI_OFLAGS_CREAT, READ | WRITE, 0);
  const Fd to = openFile(dir, "two", __WASI_OFLAGS_CREAT, READ | WRITE, 0);
  const __wasi_fdstat_t before = fdstatOf(from);
  OK(__wasi_fd_renumber(from, to));
  EXPECT(__WASI_ERRNO_BADF, __wasi_fd_close(from));
  const __wasi_fdstat_t after = fdstatOf(to);
  CHECK(memcmp(&before, &after, sizeof before) == 0);
  EXPECT(__WASI_ERRNO_BADF, __wasi_fd_renumber(to, from));
  EXPECT(__WASI_ERRNO_BADF, __wasi_fd_renumber(from, to));
  OK(__wasi_fd_renumber(to, to));
  OK(__wasi_fd_close(to));
  OK(__wasi_path_unlink_file(dir, "one"));
  OK(__wasi_path_unlink_file(dir, "two"));
}

static void checkPreopened(Fd dir) {
  const Fd preopened = 3;
  CHECK(dir > preopened);
  const Fd subdirectory = openDirectory(dir, ".");
  const __wasi_filestat_t before = statOf(subdirectory);
  OK(__wasi_fd_renumber(subdirectory, preopened));
  CHECK(statOf(preopened).dev == before.dev && statOf(preopened).ino == before.ino);
  __wasi_fdstat_t stat;
  EXPECT(__WASI_ERRNO_BADF, __wasi_fd_fdstat_get(subdirectory, &stat));
  OK(__wasi_fd_close(preopened));
  EXPECT(__WASI_ERRNO_BADF, __wasi_fd_fdstat_get(preopened, &stat));
  CHECK(fdstatOf(dir).fs_filetype == __WASI_FILETYPE_DIRECTORY);
}

static void checkStandardStreams(Fd dir) {
  for (Fd stream = 0; stream <= 2; ++stream) {
    Fd file; // the stream before it, once that is free
    OK(__wasi_path_open(dir, 0, "file", __WASI_OFLAGS_CREAT, 0, 0, 0, &file));
    OK(__wasi_fd_renumber(stream, file));
    fdstatOf(file);
    __wasi_fdstat_t stat;
    EXPECT(__WASI_ERRNO_BADF, __wasi_fd_fdstat_get(stream, &stat));
    OK(__wasi_path_unlink_file(dir, "file"));
  }
}

int main(void) {
  const Fd dir = scratchDirectory();
  checkRenumber(dir);
  checkPreopened(dir);
  checkStandardStreams(dir);
  return 0;
}
