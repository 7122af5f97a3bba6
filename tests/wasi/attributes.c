// Times, flags and types, by descriptor and by path.
#include "check.h"

#include <unistd.h>

static void checkDescriptorTimes(Fd dir) {
  const Fd file = openFile(dir, "file", __WASI_OFLAGS_CREAT,
                           READ | WRITE | STAT | __WASI_RIGHTS_FD_FILESTAT_SET_TIMES, 0);
  const __wasi_filestat_t before = statOf(file);
  const __wasi_timestamp_t time = before.mtim - 100;
  OK(__wasi_fd_filestat_set_times(file, time, time, __WASI_FSTFLAGS_MTIM));
  CHECK(statOf(file).mtim == time && statOf(file).atim == before.atim);
  EXPECT(__WASI_ERRNO_INVAL,
         __wasi_fd_filestat_set_times(file, 100, 200, __WASI_FSTFLAGS_MTIM | __WASI_FSTFLAGS_MTIM_NOW));
  EXPECT(__WASI_ERRNO_INVAL,
         __wasi_fd_filestat_set_times(file, 100, 200, __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_ATIM_NOW));
  OK(__wasi_fd_close(file));
  OK(__wasi_path_unlink_file(dir, "file"));
}

static void checkPathTimes(Fd dir) {
  const int flags = __WASI_FDFLAGS_APPEND | __WASI_FDFLAGS_SYNC;
  const Fd file = openFile(dir, "file", __WASI_OFLAGS_CREAT, READ | WRITE, flags);
  CHECK((fdstatOf(file).fs_flags & flags) == flags);
  const __wasi_filestat_t before = statAt(dir, 0, "file");
  const __wasi_timestamp_t time = before.mtim - 100;
  CHECK(before.size == 0);
  OK(__wasi_path_filestat_set_times(dir, 0, "file", 0, time, __WASI_FSTFLAGS_MTIM));
  CHECK(statAt(dir, 0, "file").mtim == time);
  EXPECT(__WASI_ERRNO_INVAL, __wasi_path_filestat_set_times(dir, 0, "file", 0, 5,
                                                            __WASI_FSTFLAGS_MTIM | __WASI_FSTFLAGS_MTIM_NOW));
  EXPECT(__WASI_ERRNO_INVAL, __wasi_path_filestat_set_times(dir, 0, "file", 0, 5,
                                                            __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_ATIM_NOW));
  CHECK(statAt(dir, 0, "file").mtim == time);

  OK(__wasi_path_symlink("file", dir, "link"));
  const __wasi_timestamp_t linkTime = statAt(dir, 0, "link").mtim - 200;
  OK(__wasi_path_filestat_set_times(dir, 0, "link", 0, linkTime, __WASI_FSTFLAGS_MTIM));
  CHECK(statAt(dir, 0, "link").mtim == linkTime && statAt(dir, 0, "file").mtim == time);
  CHECK(statAt(dir, kFollow, "link").mtim == time);
  OK(__wasi_path_filestat_set_times(dir, kFollow, "link", 0, 77, __WASI_FSTFLAGS_MTIM));
  CHECK(statAt(dir, 0, "file").mtim == 77 && statAt(dir, 0, "link").mtim == linkTime);
  OK(__wasi_fd_close(file));
  OK(__wasi_path_unlink_file(dir, "link"));
  OK(__wasi_path_unlink_file(dir, "file"));
}

static void checkTypes(Fd dir) {
  OK(__wasi_path_create_directory(dir, "subdir"));
  create(dir, "subdir/file");
  for (int follow = 0; follow <= kFollow; ++follow) {
    CHECK(statAt(dir, follow, "subdir").filetype == __WASI_FILETYPE_DIRECTORY);
    CHECK(statAt(dir, follow, "subdir/file").filetype == __WASI_FILETYPE_REGULAR_FILE);
  }
  const Fd file = openFile(dir, "subdir/file", 0, 0, 0);
  CHECK(!isatty((int)file));
  EXPECT(__WASI_ERRNO_NOTDIR, tryOpen(file, 0, "foo", __WASI_OFLAGS_CREAT, 0));
  OK(__wasi_fd_close(file));
  OK(__wasi_path_unlink_file(dir, "subdir/file"));
  OK(__wasi_path_remove_directory(dir, "subdir"));
}

int main(void) {
  const Fd dir = scratchDirectory();
  checkDescriptorTimes(dir);
  checkPathTimes(dir);
  checkTypes(dir);
  return 0;
}
