// Reading and writing: positions, appending, several vectors, files opened twice, sizes, allocation,
// truncation.
#include "check.h"

static const int kCreate = __WASI_OFLAGS_CREAT;

static void checkPositions(Fd dir) {
  static char bytes[100];
  const Fd file = openFile(dir, "file", kCreate, READ | WRITE | SEEK | TELL, 0);
  __wasi_filesize_t position;
  OK(__wasi_fd_tell(file, &position));
  CHECK(position == 0 && put(file, bytes, sizeof bytes) == sizeof bytes);
  OK(__wasi_fd_tell(file, &position));
  CHECK(position == 100);
  CHECK(seekTo(file, -50, __WASI_WHENCE_CUR) == 50 && seekTo(file, 0, __WASI_WHENCE_SET) == 0);
  CHECK(seekTo(file, 1000, __WASI_WHENCE_CUR) == 1000 && seekTo(file, 0, __WASI_WHENCE_END) == 100);
  EXPECT(__WASI_ERRNO_INVAL, __wasi_fd_seek(file, -2000, __WASI_WHENCE_CUR, &position));
  seekTo(file, 0, __WASI_WHENCE_SET);
  CHECK(get(file, bytes, sizeof bytes) == sizeof bytes);
  OK(__wasi_fd_tell(file, &position));
  CHECK(position == 100);
  OK(__wasi_fd_close(file));
  OK(__wasi_path_unlink_file(dir, "file"));
}

static void checkOffsets(Fd dir) {
  char bytes[4] = {0, 1, 2, 3}, low[2], high[2];
  const Fd file = openFile(dir, "file", kCreate, READ | SEEK | WRITE, 0);
  const __wasi_ciovec_t halves[] = {{(uint8_t *)bytes, 2}, {(uint8_t *)bytes + 2, 2}};
  const __wasi_iovec_t parts[] = {{(uint8_t *)low, 2}, {(uint8_t *)high, 2}};
  __wasi_size_t size;
  OK(__wasi_fd_pwrite(file, halves, 2, 0, &size));
  CHECK(size == 4);
  OK(__wasi_fd_pread(file, parts, 2, 0, &size));
  CHECK(size == 4 && low[1] == 1 && high[0] == 2);
  OK(__wasi_fd_pread(file, parts, 2, 2, &size));
  CHECK(size == 2 && low[0] == 2 && low[1] == 3);
  const __wasi_ciovec_t two = {(const uint8_t *)"\1\0", 2};
  OK(__wasi_fd_pwrite(file, &two, 1, 2, &size));
  OK(__wasi_fd_pread(file, parts, 2, 0, &size));
  CHECK(size == 4 && low[0] == 0 && low[1] == 1 && high[0] == 1 && high[1] == 0);
  OK(__wasi_fd_pread(file, parts, 2, 100, &size));
  CHECK(size == 0);
  OK(__wasi_fd_close(file));
  OK(__wasi_path_unlink_file(dir, "file"));
}

static void checkAppending(Fd dir) {
  char bytes[100];
  const Fd file =
      openFile(dir, "file", kCreate, READ | WRITE | SEEK | TELL | __WASI_RIGHTS_FD_FDSTAT_SET_FLAGS,
               __WASI_FDFLAGS_APPEND);
  for (char fill = 0; fill < 2; ++fill) {
    memset(bytes, fill, sizeof bytes);
    seekTo(file, 0, __WASI_WHENCE_SET);
    CHECK(put(file, bytes, sizeof bytes) == sizeof bytes);
    seekTo(file, fill * 100, __WASI_WHENCE_SET);
    CHECK(get(file, bytes, sizeof bytes) == sizeof bytes && bytes[99] == fill);
  }
  OK(__wasi_fd_fdstat_set_flags(file, 0));
  CHECK(fdstatOf(file).fs_flags == 0);
  memset(bytes, 2, sizeof bytes);
  seekTo(file, 0, __WASI_WHENCE_SET);
  put(file, bytes, sizeof bytes);
  OK(__wasi_fd_close(file));
  CHECK(statAt(dir, 0, "file").size == 200);
  OK(__wasi_path_unlink_file(dir, "file"));
}

static void checkTwoDescriptors(Fd dir) {
  char byte = 0;
  const Fd reader = openFile(dir, "file", kCreate, READ, 0);
  const Fd writer = openFile(dir, "file", 0, WRITE, 0);
  CHECK(put(writer, "x", 1) == 1 && get(reader, &byte, 1) == 1 && byte == 'x');
  const __wasi_iovec_t vector = {(uint8_t *)&byte, 1};
  __wasi_size_t size;
  EXPECT(__WASI_ERRNO_NOTCAPABLE, __wasi_fd_read(writer, &vector, 1, &size));
  EXPECT(__WASI_ERRNO_NOTCAPABLE, __wasi_fd_write(reader, (const __wasi_ciovec_t *)&vector, 1, &size));
  CHECK((fdstatOf(reader).fs_rights_base & (READ | WRITE)) == READ);
  CHECK((fdstatOf(writer).fs_rights_base & (READ | WRITE)) == WRITE);
  OK(__wasi_fd_close(reader));
  OK(__wasi_fd_close(writer));

  const Fd truncated = openFile(dir, "file", kCreate | __WASI_OFLAGS_TRUNC, READ | WRITE, 0);
  CHECK(get(truncated, &byte, 1) == 0);
  OK(__wasi_fd_close(truncated));
  EXPECT(__WASI_ERRNO_EXIST, tryOpen(dir, 0, "file", kCreate | __WASI_OFLAGS_EXCL, 0));
  OK(__wasi_path_unlink_file(dir, "file"));
}

static void checkSizes(Fd dir) {
  const Fd file = openFile(dir, "file", kCreate,
                           READ | WRITE | STAT | __WASI_RIGHTS_FD_ALLOCATE | __WASI_RIGHTS_FD_ADVISE |
                               __WASI_RIGHTS_FD_FILESTAT_SET_SIZE,
                           0);
  OK(__wasi_fd_filestat_set_size(file, 100));
  CHECK(statOf(file).size == 100);
  OK(__wasi_fd_advise(file, 10, 50, __WASI_ADVICE_NORMAL));
  CHECK(statOf(file).size == 100);
  OK(__wasi_fd_allocate(file, 10, 10));
  CHECK(statOf(file).size == 100);
  OK(__wasi_fd_allocate(file, 90, 20));
  CHECK(statOf(file).size == 110);
  EXPECT(__WASI_ERRNO_INVAL, __wasi_fd_allocate(file, 0, 0));
  OK(__wasi_fd_filestat_set_size(file, 5));
  CHECK(statOf(file).size == 5);
  OK(__wasi_fd_close(file));
  OK(__wasi_path_unlink_file(dir, "file"));
}

int main(void) {
  const Fd dir = scratchDirectory();
  checkPositions(dir);
  checkOffsets(dir);
  checkAppending(dir);
  checkTwoDescriptors(dir);
  checkSizes(dir);
  return 0;
}
