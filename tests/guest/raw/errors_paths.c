// What path_* calls refuse, in a granted directory and in the /tmp in memory alike: what is missing, in the
// way, of the wrong kind, or not allowed.
// NATIVE: no
// DIR: /data
#include "files.h"

enum { MEMORY_GRANT = 5 };

static __wasi_filestat_t stat;
static __wasi_size_t size;
static char buffer[64];

static int open_error(uint32_t directory, const char *path, int lookup, int flags, uint64_t rights) {
  uint32_t fd;
  const int error = path_open2(directory, lookup, path, strlen(path), flags, rights, 0, 0, 0, &fd);
  if (error == 0)
    CHECK(__wasi_fd_close(fd));
  return error;
}

static void make_tree(uint32_t at) {
  CHECK(__wasi_path_create_directory(at, "dir"));
  CHECK(__wasi_path_create_directory(at, "dir/full"));
  CHECK(open_error(at, "dir/full/file", 0, CREATE, 0));
  CHECK(open_error(at, "file", 0, CREATE, 0));
  CHECK(__wasi_path_symlink("file", at, "link"));
  CHECK(__wasi_path_symlink("missing", at, "dangling"));
  CHECK(__wasi_path_symlink("loop", at, "loop"));
}

static void opens(uint32_t at) {
  EXPECT(open_error(at, "missing", 0, 0, 0) == NOENT);
  EXPECT(open_error(at, "missing/file", 0, CREATE, 0) == NOENT);
  EXPECT(open_error(at, "file/below", 0, 0, 0) == NOTDIR);
  EXPECT(open_error(at, "file", 0, DIRECTORY, 0) == NOTDIR);
  EXPECT(open_error(at, "file", 0, CREATE | EXCLUSIVE, 0) == EXIST);
  EXPECT(open_error(at, "link", 0, CREATE | EXCLUSIVE, 0) == EXIST);
  EXPECT(open_error(at, "dir", 0, 0, WRITE_RIGHT) == ISDIR);
  EXPECT(open_error(at, "dir", 0, TRUNCATE, WRITE_RIGHT) == ISDIR);
  EXPECT(open_error(at, "link", 0, 0, 0) == LOOP);
  EXPECT(open_error(at, "loop", FOLLOW, 0, 0) == LOOP);
  EXPECT(open_error(at, "dangling", FOLLOW, 0, 0) == NOENT);
  EXPECT(open_error(at, "..", FOLLOW, 0, 0) == NOTCAPABLE);
  EXPECT(open_error(at, "dir/../../x", FOLLOW, 0, 0) == NOTCAPABLE);
  EXPECT(open_error(at, "/file", FOLLOW, 0, 0) == NOTCAPABLE);
  uint32_t fd;
  EXPECT(path_open2(at, 0, "file", 4, 16, 0, 0, 0, 0, &fd) == INVAL);
  EXPECT(path_open2(at, 0, "file", 4, 0, 0, 0, 32, 0, &fd) == INVAL);
  EXPECT(path_open2(NO_FD, 0, "file", 4, 0, 0, 0, 0, 0, &fd) == BADF);
  EXPECT(path_open2(0, 0, "file", 4, 0, 0, 0, 0, 0, &fd) == NOTDIR);
  EXPECT(path_open2(at, 0, "file", 5, 0, 0, 0, 0, 0, &fd) == INVAL);
  EXPECT(__wasi_path_open(at, 0, "missing", 0, 0, 0, 0, (__wasi_fd_t *)&fd) == NOENT);
}

static void makes_and_removes(uint32_t at) {
  EXPECT(__wasi_path_create_directory(at, "dir") == EXIST);
  EXPECT(__wasi_path_create_directory(at, "file") == EXIST);
  EXPECT(__wasi_path_create_directory(at, "dangling") == EXIST);
  EXPECT(__wasi_path_create_directory(at, "missing/new") == NOENT);
  EXPECT(__wasi_path_create_directory(at, "file/new") == NOTDIR);
  EXPECT(__wasi_path_create_directory(at, "") == NOENT);
  EXPECT(__wasi_path_create_directory(NO_FD, "new") == BADF);
  EXPECT(__wasi_path_remove_directory(at, "missing") == NOENT);
  EXPECT(__wasi_path_remove_directory(at, "file") == NOTDIR);
  EXPECT(__wasi_path_remove_directory(at, "dir") == NOTEMPTY);
  EXPECT(__wasi_path_remove_directory(at, "dir/.") == INVAL);
  EXPECT(__wasi_path_remove_directory(NO_FD, "dir") == BADF);
  EXPECT(__wasi_path_unlink_file(at, "missing") == NOENT);
  EXPECT(__wasi_path_unlink_file(at, "dir") == ISDIR);
  EXPECT(__wasi_path_unlink_file(at, "file/") == NOTDIR);
  EXPECT(__wasi_path_unlink_file(NO_FD, "file") == BADF);
}

static void attributes(uint32_t at) {
  EXPECT(__wasi_path_filestat_get(at, 0, "missing", &stat) == NOENT);
  EXPECT(__wasi_path_filestat_get(at, 0, "file/below", &stat) == NOTDIR);
  EXPECT(__wasi_path_filestat_get(at, FOLLOW, "loop", &stat) == LOOP);
  EXPECT(__wasi_path_filestat_get(at, FOLLOW, "dangling", &stat) == NOENT);
  EXPECT(__wasi_path_filestat_get(at, 0, "..", &stat) == NOTCAPABLE);
  EXPECT(__wasi_path_filestat_get(NO_FD, 0, "file", &stat) == BADF);
  EXPECT(__wasi_path_filestat_set_times(at, 0, "missing", 1, 1, 1) == NOENT);
  EXPECT(__wasi_path_filestat_set_times(at, 0, "file", 1, 1, 3) == INVAL);
  EXPECT(__wasi_path_filestat_set_times(at, 0, "file", 1, 1, 16) == INVAL);
  EXPECT(__wasi_path_filestat_set_times(NO_FD, 0, "file", 1, 1, 1) == BADF);
  EXPECT(__wasi_path_readlink(at, "file", (uint8_t *)buffer, 64, &size) == INVAL);
  EXPECT(__wasi_path_readlink(at, "dir", (uint8_t *)buffer, 64, &size) == INVAL);
  EXPECT(__wasi_path_readlink(at, "missing", (uint8_t *)buffer, 64, &size) == NOENT);
  EXPECT(__wasi_path_readlink(NO_FD, "link", (uint8_t *)buffer, 64, &size) == BADF);
}

static void links(uint32_t at) {
  EXPECT(__wasi_path_link(at, 0, "missing", at, "new") == NOENT);
  EXPECT(__wasi_path_link(at, 0, "dir", at, "new") == PERM);
  EXPECT(__wasi_path_link(at, 0, "file", at, "link") == EXIST);
  EXPECT(__wasi_path_link(at, 0, "file", at, "missing/new") == NOENT);
  EXPECT(__wasi_path_link(at, FOLLOW, "loop", at, "new") == LOOP);
  EXPECT(__wasi_path_link(NO_FD, 0, "file", at, "new") == BADF);
  EXPECT(__wasi_path_link(at, 0, "file", NO_FD, "new") == BADF);
  EXPECT(__wasi_path_symlink("x", at, "file") == EXIST);
  EXPECT(__wasi_path_symlink("x", at, "missing/new") == NOENT);
  EXPECT(__wasi_path_symlink("/x", at, "new") == NOTCAPABLE);
  EXPECT(__wasi_path_symlink("x", NO_FD, "new") == BADF);
}

static void renames(uint32_t at) {
  EXPECT(__wasi_path_rename(at, "missing", at, "new") == NOENT);
  EXPECT(__wasi_path_rename(at, "file", at, "missing/new") == NOENT);
  EXPECT(__wasi_path_rename(at, "file", at, "dir") == ISDIR);
  EXPECT(__wasi_path_rename(at, "dir", at, "file") == NOTDIR);
  EXPECT(__wasi_path_rename(at, "dir", at, "dir/full/below") == INVAL);
  EXPECT(__wasi_path_rename(NO_FD, "file", at, "new") == BADF);
  EXPECT(__wasi_path_rename(at, "file", NO_FD, "new") == BADF);
}

// Directories opened with fewer rights, and the files below them.
static void rights(uint32_t at) {
  uint32_t none, fd;
  CHECK(path_open2(at, 0, "dir", 3, DIRECTORY, 0, 0, 0, 0, &none));
  EXPECT(path_open2(none, 0, "full", 4, 0, 0, 0, 0, 0, &fd) == NOTCAPABLE);
  EXPECT(__wasi_path_create_directory(none, "new") == NOTCAPABLE);
  EXPECT(__wasi_path_remove_directory(none, "full") == NOTCAPABLE);
  EXPECT(__wasi_path_unlink_file(none, "full") == NOTCAPABLE);
  EXPECT(__wasi_path_filestat_get(none, 0, "full", &stat) == NOTCAPABLE);
  EXPECT(__wasi_path_filestat_set_times(none, 0, "full", 1, 1, 1) == NOTCAPABLE);
  EXPECT(__wasi_path_readlink(none, "full", (uint8_t *)buffer, 64, &size) == NOTCAPABLE);
  EXPECT(__wasi_path_symlink("x", none, "new") == NOTCAPABLE);
  EXPECT(__wasi_path_link(none, 0, "full/file", at, "new") == NOTCAPABLE);
  EXPECT(__wasi_path_link(at, 0, "file", none, "new") == NOTCAPABLE);
  EXPECT(__wasi_path_rename(none, "full", at, "new") == NOTCAPABLE);
  EXPECT(__wasi_path_rename(at, "file", none, "new") == NOTCAPABLE);
  EXPECT(__wasi_fd_readdir(none, (uint8_t *)buffer, 64, 0, &size) == NOTCAPABLE);
  CHECK(__wasi_fd_close(none));
}

static void working_directory(const char *name) {
  uint32_t length = 1;
  EXPECT(raw_chdir("missing", 7) == NOENT);
  EXPECT(raw_chdir("", 0) == NOENT);
  CHECK(raw_chdir(name, strlen(name)));
  EXPECT(raw_chdir("missing", 7) == NOENT);
  EXPECT(raw_chdir("file", 4) == NOTDIR);
  EXPECT(raw_chdir("file/below", 10) == NOTDIR);
  EXPECT(raw_chdir("loop", 4) == LOOP);
  EXPECT(raw_getcwd(buffer, &length) == RANGE);
  EXPECT(length == strlen(name));
  EXPECT(raw_getcwd(0, &length) == INVAL);
  EXPECT(raw_getcwd(buffer, (void *)-2) == FAULT);
  length = 0;
  EXPECT(raw_getcwd(buffer, &length) == INVAL);
}

int main(void) {
  static const char *const names[] = {"/data", "/tmp"};
  for (int i = 0; i < 2; ++i) {
    const uint32_t at = i == 0 ? FIRST_GRANT : MEMORY_GRANT;
    make_tree(at);
    opens(at);
    makes_and_removes(at);
    attributes(at);
    links(at);
    renames(at);
    rights(at);
    working_directory(names[i]);
  }
  // One file system is not the other.
  EXPECT(__wasi_path_rename(FIRST_GRANT, "file", MEMORY_GRANT, "new") == XDEV);
  EXPECT(__wasi_path_link(FIRST_GRANT, 0, "file", MEMORY_GRANT, "new") == XDEV);
  puts("refused");
}
