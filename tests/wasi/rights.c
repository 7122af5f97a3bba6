// Rights of descriptors and directories, what a directory refuses, and truncation without the right to it.
#include "check.h"

static void dropRights(Fd fd, Rights base, Rights inheriting) {
  const __wasi_fdstat_t stat = fdstatOf(fd);
  OK(__wasi_fd_fdstat_set_rights(fd, stat.fs_rights_base & ~base, stat.fs_rights_inheriting & ~inheriting));
}

static void checkNarrowing(Fd dir) {
  char bytes[4] = {0, 1, 2, 3};
  const Fd file = openFile(dir, "file", __WASI_OFLAGS_CREAT, READ | WRITE | SEEK | TELL, 0);
  CHECK(put(file, bytes, 4) == 4 && seekTo(file, 0, __WASI_WHENCE_SET) == 0 && get(file, bytes, 4) == 4);
  dropRights(file, READ | WRITE, 0);
  CHECK((fdstatOf(file).fs_rights_base & (READ | WRITE | SEEK)) == SEEK);
  const __wasi_iovec_t vector = {(uint8_t *)bytes, 4};
  __wasi_size_t size;
  EXPECT(__WASI_ERRNO_NOTCAPABLE, __wasi_fd_read(file, &vector, 1, &size));
  EXPECT(__WASI_ERRNO_NOTCAPABLE, __wasi_fd_write(file, (const __wasi_ciovec_t *)&vector, 1, &size));
  EXPECT(__WASI_ERRNO_NOTCAPABLE, __wasi_fd_fdstat_set_rights(file, READ | WRITE | SEEK | TELL, READ));
  OK(__wasi_fd_close(file));
  OK(__wasi_path_unlink_file(dir, "file"));
}

static void checkTruncation(Fd dir) {
  create(dir, "file");
  const __wasi_fdstat_t stat = fdstatOf(dir);
  CHECK(stat.fs_filetype == __WASI_FILETYPE_DIRECTORY && stat.fs_flags == 0);
  CHECK((stat.fs_rights_base & __WASI_RIGHTS_FD_FILESTAT_SET_SIZE) == 0);
  OK(tryOpen(dir, 0, "file", __WASI_OFLAGS_TRUNC, 0));
  dropRights(dir, 0, __WASI_RIGHTS_FD_FILESTAT_SET_SIZE);
  OK(tryOpen(dir, 0, "file", __WASI_OFLAGS_TRUNC, 0));
  dropRights(dir, __WASI_RIGHTS_PATH_FILESTAT_SET_SIZE, 0);
  CHECK((fdstatOf(dir).fs_rights_base & __WASI_RIGHTS_PATH_FILESTAT_SET_SIZE) == 0);
  EXPECT(__WASI_ERRNO_NOTCAPABLE, tryOpen(dir, 0, "file", __WASI_OFLAGS_TRUNC, 0));
}

static void checkDirectoryOperations(Fd dir) {
  char bytes[128];
  const __wasi_iovec_t into = {(uint8_t *)bytes, sizeof bytes};
  const __wasi_ciovec_t from = {(uint8_t *)bytes, sizeof bytes};
  __wasi_size_t size;
  __wasi_filesize_t position;
  CHECK(statOf(dir).filetype == __WASI_FILETYPE_DIRECTORY);
  EXPECT(__WASI_ERRNO_ISDIR, __wasi_fd_read(dir, &into, 1, &size));
  EXPECT(__WASI_ERRNO_ISDIR, __wasi_fd_pread(dir, &into, 1, 0, &size));
  EXPECT(__WASI_ERRNO_ISDIR, __wasi_fd_write(dir, &from, 1, &size));
  EXPECT(__WASI_ERRNO_ISDIR, __wasi_fd_pwrite(dir, &from, 1, 0, &size));
  for (int whence = __WASI_WHENCE_SET; whence <= __WASI_WHENCE_END; ++whence)
    EXPECT(__WASI_ERRNO_ISDIR, __wasi_fd_seek(dir, 0, (__wasi_whence_t)whence, &position));
  EXPECT(__WASI_ERRNO_ISDIR, __wasi_fd_tell(dir, &position));
  EXPECT(__WASI_ERRNO_ISDIR, __wasi_fd_allocate(dir, 0, 1));
  EXPECT(__WASI_ERRNO_ISDIR, __wasi_fd_filestat_set_size(dir, 0));

  const Fd seekable = openFile(dir, ".", __WASI_OFLAGS_DIRECTORY, SEEK, 0);
  CHECK((fdstatOf(seekable).fs_rights_base & SEEK) == 0);
  EXPECT(__WASI_ERRNO_ISDIR, __wasi_fd_seek(seekable, 0, __WASI_WHENCE_CUR, &position));
  OK(__wasi_fd_close(seekable));
}

// C libraries take it for granted that a preopened directory has all of these.
static void checkPreopened(void) {
  const Fd fd = granted("/");
  const __wasi_fdstat_t stat = fdstatOf(fd);
  const Rights base = 0x4FFFE00 & ~__WASI_RIGHTS_PATH_FILESTAT_SET_SIZE & ~__WASI_RIGHTS_FD_FILESTAT_SET_SIZE;
  CHECK((stat.fs_rights_base & base) == base);
  const Rights inheriting = 0xFFFFFFF & ~__WASI_RIGHTS_PATH_FILESTAT_SET_SIZE;
  CHECK((stat.fs_rights_inheriting & inheriting) == inheriting);
  Fd same;
  OK(__wasi_path_open(fd, 0, ".", 0, stat.fs_rights_base, stat.fs_rights_inheriting, 0, &same));
  OK(tryOpen(fd, 0, ".", 0, 0));
  OK(tryOpen(fd, 0, ".", __WASI_OFLAGS_DIRECTORY, 0));
  OK(tryOpen(fd, 0, ".", __WASI_OFLAGS_DIRECTORY, READ));
  EXPECT(__WASI_ERRNO_ISDIR, tryOpen(fd, 0, ".", __WASI_OFLAGS_DIRECTORY, READ | WRITE));
  OK(__wasi_fd_close(openFile(fd, ".", 0, 0, __WASI_FDFLAGS_NONBLOCK)));

  __wasi_prestat_t prestat;
  OK(__wasi_fd_prestat_get(fd, &prestat));
  uint8_t name[8];
  EXPECT(__WASI_ERRNO_NAMETOOLONG, __wasi_fd_prestat_dir_name(fd, name, 0));
  OK(__wasi_fd_prestat_dir_name(fd, name, prestat.u.dir.pr_name_len + 1));
}

int main(void) {
  const Fd dir = scratchDirectory();
  checkPreopened();
  checkNarrowing(dir);
  checkDirectoryOperations(dir);
  checkTruncation(dir);
  return 0;
}
