// Renaming files and directories to free names and over others.
#include "check.h"

static const int kDirectory = __WASI_OFLAGS_DIRECTORY;

static void checkDirectories(Fd dir) {
  OK(__wasi_path_create_directory(dir, "source"));
  OK(__wasi_path_rename(dir, "source", dir, "target"));
  EXPECT(__WASI_ERRNO_NOENT, tryOpen(dir, 0, "source", kDirectory, 0));
  OK(tryOpen(dir, 0, "target", kDirectory, 0));
  OK(__wasi_path_create_directory(dir, "source"));
  OK(__wasi_path_rename(dir, "source", dir, "target"));
  EXPECT(__WASI_ERRNO_NOENT, tryOpen(dir, 0, "source", kDirectory, 0));

  OK(__wasi_path_create_directory(dir, "source"));
  create(dir, "target/file");
  EXPECT(__WASI_ERRNO_NOTEMPTY, __wasi_path_rename(dir, "source", dir, "target"));
  EXPECT(__WASI_ERRNO_NOTDIR, __wasi_path_rename(dir, "source", dir, "target/file"));
  EXPECT(__WASI_ERRNO_INVAL, __wasi_path_rename(dir, "target", dir, "target/below"));
  OK(__wasi_path_unlink_file(dir, "target/file"));
  OK(__wasi_path_remove_directory(dir, "target"));

  OK(__wasi_path_rename(dir, "source/", dir, "target"));
  OK(__wasi_path_rename(dir, "target", dir, "source/"));
  OK(__wasi_path_rename(dir, "source/", dir, "target/"));
  OK(__wasi_path_rename(dir, "target", dir, "source"));
  OK(__wasi_path_remove_directory(dir, "source"));
}

static void checkFiles(Fd dir) {
  create(dir, "source");
  OK(__wasi_path_rename(dir, "source", dir, "target"));
  EXPECT(__WASI_ERRNO_NOENT, tryOpen(dir, 0, "source", 0, 0));
  OK(tryOpen(dir, 0, "target", 0, 0));
  create(dir, "source");
  OK(__wasi_path_rename(dir, "source", dir, "target"));
  EXPECT(__WASI_ERRNO_NOENT, tryOpen(dir, 0, "source", 0, 0));
  OK(__wasi_path_create_directory(dir, "dir"));
  EXPECT(__WASI_ERRNO_ISDIR, __wasi_path_rename(dir, "target", dir, "dir"));
  EXPECT(__WASI_ERRNO_NOTDIR, __wasi_path_rename(dir, "target", dir, "other/"));
  EXPECT(__WASI_ERRNO_NOENT, __wasi_path_rename(dir, "missing", dir, "other"));
  EXPECT(__WASI_ERRNO_NOTCAPABLE, __wasi_path_rename(dir, "target", dir, "../stolen"));
}

int main(void) {
  const Fd dir = scratchDirectory();
  checkDirectories(dir);
  checkFiles(dir);
  return 0;
}
