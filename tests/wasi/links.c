// Symbolic and hard links: dangling ones, loops, slashes behind them, and what follows them.
#include "check.h"

static void checkDangling(Fd dir) {
  OK(__wasi_path_symlink("target", dir, "link"));
  const int notFollowed = tryOpen(dir, 0, "link", __WASI_OFLAGS_DIRECTORY, 0);
  CHECK(notFollowed == __WASI_ERRNO_NOTDIR || notFollowed == __WASI_ERRNO_LOOP);
  EXPECT(__WASI_ERRNO_LOOP, tryOpen(dir, 0, "link", 0, 0));
  EXPECT(__WASI_ERRNO_NOENT, tryOpen(dir, kFollow, "link", 0, 0));
  OK(__wasi_path_unlink_file(dir, "link"));

  OK(__wasi_path_symlink("link", dir, "link"));
  EXPECT(__WASI_ERRNO_LOOP, tryOpen(dir, 0, "link", 0, 0));
  EXPECT(__WASI_ERRNO_LOOP, tryOpen(dir, kFollow, "link", 0, 0));
  OK(__wasi_path_unlink_file(dir, "link"));
}

static void checkFollowing(Fd dir) {
  OK(__wasi_path_create_directory(dir, "target"));
  OK(__wasi_path_symlink("target", dir, "link"));
  const int notFollowed = tryOpen(dir, 0, "link", __WASI_OFLAGS_DIRECTORY, 0);
  CHECK(notFollowed == __WASI_ERRNO_NOTDIR || notFollowed == __WASI_ERRNO_LOOP);
  EXPECT(__WASI_ERRNO_LOOP, tryOpen(dir, 0, "link", 0, 0));
  OK(tryOpen(dir, kFollow, "link", __WASI_OFLAGS_DIRECTORY, 0));
  CHECK(statAt(dir, 0, "link").filetype == __WASI_FILETYPE_SYMBOLIC_LINK);
  CHECK(statAt(dir, kFollow, "link").filetype == __WASI_FILETYPE_DIRECTORY);
  OK(__wasi_path_remove_directory(dir, "target"));

  create(dir, "target");
  EXPECT(__WASI_ERRNO_LOOP, tryOpen(dir, 0, "link", 0, 0));
  EXPECT(__WASI_ERRNO_NOTDIR, tryOpen(dir, kFollow, "link", __WASI_OFLAGS_DIRECTORY, 0));
  OK(tryOpen(dir, kFollow, "link", 0, 0));
  CHECK(statAt(dir, kFollow, "link").filetype == __WASI_FILETYPE_REGULAR_FILE);

  char text[11] = "..........";
  __wasi_size_t used;
  OK(__wasi_path_readlink(dir, "link", (uint8_t *)text, 10, &used));
  CHECK(used == 6 && memcmp(text, "target....", 10) == 0);
  OK(__wasi_path_readlink(dir, "link", (uint8_t *)text, 4, &used));
  CHECK(used == 4);
  OK(__wasi_path_unlink_file(dir, "link"));
  OK(__wasi_path_unlink_file(dir, "target"));
  EXPECT(__WASI_ERRNO_NOTCAPABLE, __wasi_path_symlink("/", dir, "link"));
}

static void checkSlashes(Fd dir) {
  EXPECT(__WASI_ERRNO_NOENT, __wasi_path_symlink("source", dir, "target/"));
  OK(__wasi_path_create_directory(dir, "target"));
  EXPECT(__WASI_ERRNO_EXIST, __wasi_path_symlink("source", dir, "target/"));
  EXPECT(__WASI_ERRNO_EXIST, __wasi_path_symlink("source", dir, "target"));
  OK(__wasi_path_remove_directory(dir, "target"));
  create(dir, "target");
  const int error = __wasi_path_symlink("source", dir, "target/");
  CHECK(error == __WASI_ERRNO_NOTDIR || error == __WASI_ERRNO_EXIST);
  EXPECT(__WASI_ERRNO_EXIST, __wasi_path_symlink("source", dir, "target"));
  OK(__wasi_path_unlink_file(dir, "target"));
}

static void checkHardLink(Fd from, Fd to) {
  const Rights rights = READ | STAT;
  OK(__wasi_path_link(from, 0, "file", to, "link"));
  const Fd file = openFile(from, "file", 0, rights, 0), link = openFile(to, "link", 0, rights, 0);
  const __wasi_filestat_t one = statOf(file), other = statOf(link);
  CHECK(memcmp(&one, &other, sizeof one) == 0 && one.nlink == 2);
  const __wasi_fdstat_t oneState = fdstatOf(file), otherState = fdstatOf(link);
  CHECK(memcmp(&oneState, &otherState, sizeof oneState) == 0);
  OK(__wasi_fd_close(file));
  OK(__wasi_fd_close(link));
  OK(__wasi_path_unlink_file(to, "link"));
}

// Of a symbolic link either the link itself or what it leads to gets another name.
static void checkFollowedLinks(Fd dir) {
  create(dir, "file");
  OK(__wasi_path_symlink("file", dir, "symlink"));
  OK(__wasi_path_link(dir, 0, "symlink", dir, "one"));
  OK(__wasi_path_link(dir, kFollow, "symlink", dir, "other"));
  CHECK(statAt(dir, 0, "one").filetype == __WASI_FILETYPE_SYMBOLIC_LINK);
  CHECK(statAt(dir, 0, "other").ino == statAt(dir, 0, "file").ino);
  OK(__wasi_path_symlink("../outside", dir, "escape"));
  EXPECT(__WASI_ERRNO_NOTCAPABLE, __wasi_path_link(dir, kFollow, "escape", dir, "third"));
  static const char *const names[] = {"file", "symlink", "one", "other", "escape"};
  for (int i = 0; i < 5; ++i)
    OK(__wasi_path_unlink_file(dir, names[i]));
}

static void checkHardLinks(Fd dir) {
  create(dir, "file");
  checkHardLink(dir, dir);
  OK(__wasi_path_create_directory(dir, "subdir"));
  const Fd subdirectory = openDirectory(dir, "subdir");
  checkHardLink(dir, subdirectory);

  create(dir, "link");
  EXPECT(__WASI_ERRNO_EXIST, __wasi_path_link(dir, 0, "file", dir, "link"));
  EXPECT(__WASI_ERRNO_EXIST, __wasi_path_link(dir, 0, "file", dir, "file"));
  EXPECT(__WASI_ERRNO_EXIST, __wasi_path_link(dir, 0, "file", dir, "subdir"));
  OK(__wasi_path_unlink_file(dir, "link"));
  EXPECT(__WASI_ERRNO_PERM, __wasi_path_link(dir, 0, "subdir", dir, "link"));
  EXPECT(__WASI_ERRNO_NOENT, __wasi_path_link(dir, 0, "file", dir, "link/"));

  OK(__wasi_path_symlink("target", dir, "symlink"));
  OK(__wasi_path_link(dir, 0, "symlink", dir, "link"));
  EXPECT(__WASI_ERRNO_EXIST, __wasi_path_link(dir, 0, "file", dir, "symlink"));
  EXPECT(__WASI_ERRNO_NOENT, __wasi_path_link(dir, kFollow, "symlink", dir, "other"));
  OK(__wasi_path_unlink_file(dir, "link"));
  OK(__wasi_path_unlink_file(dir, "symlink"));
  OK(__wasi_path_symlink("symlink", dir, "symlink"));
  OK(__wasi_path_link(dir, 0, "symlink", dir, "link"));
  OK(__wasi_path_unlink_file(dir, "link"));
  OK(__wasi_path_unlink_file(dir, "symlink"));

  OK(__wasi_fd_close(subdirectory));
  OK(__wasi_path_remove_directory(dir, "subdir"));
  OK(__wasi_path_unlink_file(dir, "file"));
}

int main(void) {
  const Fd dir = scratchDirectory();
  checkDangling(dir);
  checkFollowing(dir);
  checkSlashes(dir);
  checkHardLinks(dir);
  checkFollowedLinks(dir);
  return 0;
}
