// Paths: dots, slashes, absolute ones, ones that leave the directory, and a NUL.
#include "check.h"

__attribute__((import_module("wasi_snapshot_preview1"), import_name("path_open"))) int
rawOpen(Fd fd, int lookup, const char *path, size_t length, int flags, Rights base, Rights inheriting,
        int fdFlags, Fd *result);

static int openFlags(Fd directory, const char *path) { return tryOpen(directory, 0, path, 0, 0); }

static void checkNames(Fd dir) {
  OK(__wasi_path_create_directory(dir, "dir"));
  OK(__wasi_path_create_directory(dir, "dir/nested"));
  create(dir, "dir/nested/file");
  OK(openFlags(dir, "dir/.//nested/../../dir/nested/../nested///./file"));
  EXPECT(__WASI_ERRNO_NOTCAPABLE, openFlags(dir, "/dir/nested/file"));
  EXPECT(__WASI_ERRNO_NOTCAPABLE, openFlags(dir, "dir/nested/../../../scratch.cleanup/dir/nested/file"));
  EXPECT(__WASI_ERRNO_NOTDIR, openFlags(dir, "dir/nested/file/"));
  EXPECT(__WASI_ERRNO_NOTDIR, openFlags(dir, "dir/nested/file///"));
  OK(openFlags(dir, "dir/nested/"));
  OK(openFlags(dir, "dir/nested///"));
  EXPECT(__WASI_ERRNO_NOENT, openFlags(dir, "missing"));
  EXPECT(__WASI_ERRNO_NOENT, openFlags(dir, ""));

  Fd fd;
  static const char withNul[] = "dir/nested/file";
  EXPECT(__WASI_ERRNO_INVAL, rawOpen(dir, 0, withNul, sizeof withNul, 0, 0, 0, 0, &fd));
  char longName[5000];
  memset(longName, 'x', sizeof longName);
  EXPECT(__WASI_ERRNO_NAMETOOLONG, rawOpen(dir, 0, longName, 300, 0, 0, 0, 0, &fd));
  EXPECT(__WASI_ERRNO_NAMETOOLONG, rawOpen(dir, 0, longName, sizeof longName, 0, 0, 0, 0, &fd));

  OK(__wasi_path_unlink_file(dir, "dir/nested/file"));
  OK(__wasi_path_remove_directory(dir, "dir/nested"));
  OK(__wasi_path_remove_directory(dir, "dir"));
}

static void checkSlashes(Fd dir) {
  OK(__wasi_path_create_directory(dir, "dir"));
  EXPECT(__WASI_ERRNO_ISDIR, __wasi_path_unlink_file(dir, "dir"));
  EXPECT(__WASI_ERRNO_ISDIR, __wasi_path_unlink_file(dir, "dir/"));
  OK(__wasi_path_remove_directory(dir, "dir/"));
  create(dir, "file");
  EXPECT(__WASI_ERRNO_NOTDIR, __wasi_path_unlink_file(dir, "file/"));
  EXPECT(__WASI_ERRNO_NOTDIR, __wasi_path_remove_directory(dir, "file"));
  EXPECT(__WASI_ERRNO_NOTDIR, __wasi_path_remove_directory(dir, "file/"));
  OK(__wasi_path_unlink_file(dir, "file"));

  OK(__wasi_path_create_directory(dir, "dir"));
  OK(__wasi_path_create_directory(dir, "dir/nested"));
  EXPECT(__WASI_ERRNO_NOTEMPTY, __wasi_path_remove_directory(dir, "dir"));
  OK(__wasi_path_remove_directory(dir, "dir/nested"));
  OK(__wasi_path_remove_directory(dir, "dir"));
}

// A name can be used again while what it was is still open.
static void checkReuse(Fd dir) {
  create(dir, "file");
  const Fd file = openFile(dir, "file", 0, 0, 0);
  OK(__wasi_path_unlink_file(dir, "file"));
  create(dir, "file");
  OK(__wasi_fd_close(file));
  OK(__wasi_path_unlink_file(dir, "file"));

  OK(__wasi_path_create_directory(dir, "dir"));
  const Fd subdirectory = openFile(dir, "dir", __WASI_OFLAGS_DIRECTORY, 0, 0);
  OK(__wasi_path_remove_directory(dir, "dir"));
  OK(__wasi_path_create_directory(dir, "dir"));
  OK(__wasi_fd_close(subdirectory));
  OK(__wasi_path_remove_directory(dir, "dir"));
}

int main(void) {
  const Fd dir = scratchDirectory();
  checkNames(dir);
  checkSlashes(dir);
  checkReuse(dir);
  return 0;
}
