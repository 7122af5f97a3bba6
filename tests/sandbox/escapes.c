// Attempts to get out of a grant, each with the error that it must fail with. The runner (run.py) has put
// links that lead outside into the folder, and looks afterwards whether anything beside it has changed.
//
// Prints a line per attempt that did not fail as expected, and how many there were.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

typedef __wasi_fd_t Fd;

enum { kFollow = __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW };
enum { kNotCapable = __WASI_ERRNO_NOTCAPABLE, kLoop = __WASI_ERRNO_LOOP, kFault = __WASI_ERRNO_FAULT };

static const Fd kGrant = 3;
static int attempts, surprises;

static void expect(int expected, int error, const char *what, const char *path) {
  ++attempts;
  if (error == expected)
    return;
  ++surprises;
  printf("%s '%s': error %d, expected %d\n", what, path, error, expected);
}

static int openAt(Fd directory, int lookup, const char *path, int flags, uint64_t rights) {
  Fd fd;
  return __wasi_path_open(directory, (__wasi_lookupflags_t)lookup, path, (__wasi_oflags_t)flags, rights, 0, 0,
                          &fd);
}

// Calls that look up the last name of a path, following links.
static void tryFollowing(Fd directory, const char *path, int expected) {
  const uint64_t read = __WASI_RIGHTS_FD_READ, write = __WASI_RIGHTS_FD_WRITE;
  __wasi_filestat_t stat;
  expect(expected, openAt(directory, kFollow, path, 0, read), "open", path);
  expect(expected, openAt(directory, kFollow, path, 0, read | write), "open to write", path);
  expect(expected, openAt(directory, kFollow, path, __WASI_OFLAGS_CREAT, write), "create", path);
  expect(expected, openAt(directory, kFollow, path, __WASI_OFLAGS_TRUNC, write), "truncate", path);
  expect(expected, openAt(directory, kFollow, path, __WASI_OFLAGS_DIRECTORY, read), "open directory", path);
  expect(expected, __wasi_path_filestat_get(directory, kFollow, path, &stat), "stat", path);
  expect(expected, __wasi_path_filestat_set_times(directory, kFollow, path, 1, 1, __WASI_FSTFLAGS_MTIM),
         "set times of", path);
}

// All the other calls with a path: with a path that leaves, none may get as far as its last name.
static void tryNames(Fd directory, const char *path) {
  uint8_t buffer[64];
  __wasi_size_t used;
  __wasi_filestat_t stat;
  expect(kNotCapable, openAt(directory, 0, path, 0, 0), "open without following", path);
  expect(kNotCapable, __wasi_path_filestat_get(directory, 0, path, &stat), "stat without following", path);
  expect(kNotCapable, __wasi_path_filestat_set_times(directory, 0, path, 1, 1, __WASI_FSTFLAGS_ATIM),
         "set own times of", path);
  expect(kNotCapable, __wasi_path_create_directory(directory, path), "mkdir", path);
  expect(kNotCapable, __wasi_path_remove_directory(directory, path), "rmdir", path);
  expect(kNotCapable, __wasi_path_unlink_file(directory, path), "unlink", path);
  expect(kNotCapable, __wasi_path_readlink(directory, path, buffer, sizeof buffer, &used), "readlink", path);
  expect(kNotCapable, __wasi_path_symlink("target", directory, path), "symlink at", path);
  expect(kNotCapable, __wasi_path_link(directory, 0, path, directory, "stolen"), "link from", path);
  expect(kNotCapable, __wasi_path_link(directory, 0, "data.txt", directory, path), "link to", path);
  expect(kNotCapable, __wasi_path_rename(directory, path, directory, "stolen"), "rename from", path);
  expect(kNotCapable, __wasi_path_rename(directory, "data.txt", directory, path), "rename to", path);
}

static void tryPaths(void) {
  static const char *const kLeaving[] = {"../secret",
                                         "./../secret",
                                         "sub/../../secret",
                                         "sub/./..//../secret",
                                         "../grant/data.txt",
                                         "updir/secret",
                                         "chain/secret",
                                         "sub/climb/secret",
                                         "updir/grant/../secret",
                                         "/etc/passwd",
                                         "absdir/secret",
                                         "sub/../updir/secret",
                                         "../../../../etc/passwd",
                                         "proc/self/root/etc/passwd"};
  for (size_t i = 0; i < sizeof kLeaving / sizeof *kLeaving; ++i) {
    tryFollowing(kGrant, kLeaving[i], kNotCapable);
    tryNames(kGrant, kLeaving[i]);
  }
  // Names of links: followed they leave; not followed they are links and nothing else.
  static const char *const kLinks[] = {"up", "absolute", "chain", "updir", "dangling", "proc"};
  for (size_t i = 0; i < sizeof kLinks / sizeof *kLinks; ++i) {
    tryFollowing(kGrant, kLinks[i], kNotCapable);
    expect(kLoop, openAt(kGrant, 0, kLinks[i], 0, 0), "open without following", kLinks[i]);
  }
}

// A directory below the grant is a root of its own: what is above is as far away as what is outside.
static void trySubdirectory(void) {
  Fd sub, read;
  const uint64_t all = 0xFFFFFFF;
  if (__wasi_path_open(kGrant, 0, "sub", __WASI_OFLAGS_DIRECTORY, all & ~(uint64_t)0x400140, all, 0, &sub) !=
      0) {
    printf("cannot open sub\n");
    ++surprises;
    return;
  }
  tryFollowing(sub, "..", kNotCapable);
  tryFollowing(sub, "../data.txt", kNotCapable);
  tryFollowing(sub, "climb", kNotCapable);
  tryNames(sub, "../data.txt");
  expect(kNotCapable, __wasi_path_rename(kGrant, "data.txt", sub, "../stolen"), "rename to", "../stolen");
  expect(kNotCapable, __wasi_path_link(sub, 0, "../data.txt", kGrant, "stolen"), "link from", "../data.txt");

  // A link that the guest makes itself leads no further than one that was there.
  expect(0, __wasi_path_symlink("../../../../../../etc/passwd", sub, "made"), "symlink", "made");
  tryFollowing(sub, "made", kNotCapable);
  expect(kNotCapable, __wasi_path_symlink("/etc/passwd", sub, "absolute"), "symlink to", "/etc/passwd");
  expect(0, __wasi_path_rename(sub, "made", kGrant, "made"), "rename", "made");
  tryFollowing(kGrant, "made", kNotCapable);
  expect(0, __wasi_path_unlink_file(kGrant, "made"), "unlink", "made");

  // Rights that were given up do not come back, and do not pass.
  expect(0, __wasi_fd_fdstat_set_rights(sub, __WASI_RIGHTS_PATH_OPEN, __WASI_RIGHTS_FD_READ), "narrow",
         "sub");
  expect(kNotCapable, __wasi_fd_fdstat_set_rights(sub, all, all), "widen", "sub");
  expect(kNotCapable, openAt(sub, 0, "inner", 0, __WASI_RIGHTS_FD_WRITE), "open to write", "inner");
  expect(kNotCapable, openAt(sub, 0, "new", __WASI_OFLAGS_CREAT, 0), "create", "new");
  expect(kNotCapable, __wasi_path_unlink_file(sub, "inner"), "unlink", "inner");
  expect(0, __wasi_path_open(sub, 0, "inner", 0, __WASI_RIGHTS_FD_READ, 0, 0, &read), "open", "inner");
  expect(kNotCapable, __wasi_fd_fdstat_set_rights(read, __WASI_RIGHTS_FD_WRITE, 0), "widen", "inner");
}

static void tryDescriptors(void) {
  static const Fd kNone[] = {4, 5, 100, 0x7fffffff, 0x80000000, 0xffffffff};
  __wasi_fdstat_t stat;
  for (size_t i = 0; i < sizeof kNone / sizeof *kNone; ++i) {
    expect(__WASI_ERRNO_BADF, __wasi_fd_fdstat_get(kNone[i], &stat), "use", "a descriptor of nothing");
    expect(__WASI_ERRNO_BADF, openAt(kNone[i], 0, "secret", 0, 0), "open below", "a descriptor of nothing");
    expect(__WASI_ERRNO_BADF, __wasi_fd_renumber(kNone[i], kGrant), "renumber", "a descriptor of nothing");
  }
  for (Fd stream = 0; stream < 3; ++stream)
    expect(__WASI_ERRNO_NOTDIR, openAt(stream, 0, "secret", 0, 0), "open below", "a stream");
}

// Addresses past the end of memory, ranges that wrap around, and vectors with such ranges.
static void tryMemory(void) {
  const uint32_t end = (uint32_t)__builtin_wasm_memory_size(0) * 65536;
  const uint32_t bad[] = {end, end - 4, 0x7fffffff, 0xfffffff0, 0xffffffff};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; ++i) {
    uint8_t *const pointer = (uint8_t *)(uintptr_t)bad[i];
    __wasi_size_t size;
    const __wasi_iovec_t vector = {pointer, 100};
    const __wasi_iovec_t wrapping = {(uint8_t *)16, 0xffffffff};
    expect(kFault, __wasi_fd_write(1, (const __wasi_ciovec_t *)&vector, 1, &size), "write from",
           "a bad address");
    expect(kFault, __wasi_fd_write(1, (const __wasi_ciovec_t *)&wrapping, 1, &size), "write",
           "a wrapping range");
    expect(kFault, __wasi_fd_write(1, (const __wasi_ciovec_t *)pointer, 0x20000000, &size), "write",
           "2^29 vectors");
    expect(kFault, __wasi_random_get(pointer, 0xffffffff), "fill", "a bad range");
    expect(kFault, __wasi_fd_readdir(kGrant, pointer, 0xffff, 0, &size), "list into", "a bad range");
    expect(kFault, __wasi_fd_filestat_get(kGrant, (__wasi_filestat_t *)pointer), "stat into",
           "a bad address");
  }
}

int main(void) {
  tryDescriptors();
  tryPaths();
  trySubdirectory();
  tryMemory();
  printf("%d attempts, %d surprises\n", attempts, surprises);
  return surprises != 0;
}
