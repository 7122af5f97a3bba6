// What C libraries of WASIX pass to the calls, where that is not what the interface describes: absolute paths
// on the root's descriptor, Linux's numbers for epoll, flags and protocols of other calls.
// NATIVE: no
// DIR: /
// FILE: f=content
#include "epoll.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <wasi/api.h>

enum {
  ROOT = 3,
  PERMISSIONS = __WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_WRITE,
  NOT_CAPABLE = 76,
  TCP = 6,
  UDP = 17
};

int WASIX(futex_wait)(const uint32_t *word, uint32_t expected, const option_time *timeout, uint8_t *woken);

static int open_error(uint32_t directory, const char *path, int flags) {
  __wasi_fd_t fd;
  const int error = __wasi_path_open(directory, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, path, flags, PERMISSIONS,
                                     __WASI_RIGHTS_PATH_OPEN, 0, &fd);
  if (error == 0)
    __wasi_fd_close(fd);
  return error;
}

static void paths(void) {
  __wasi_filestat_t status;
  CHECK(open_error(ROOT, "/f", 0));
  CHECK(open_error(ROOT, "//f", 0));
  CHECK(open_error(ROOT, "/../f", 0));
  CHECK(__wasi_path_filestat_get(ROOT, 0, "/..", &status));
  EXPECT(open_error(ROOT, "/missing", 0) == __WASI_ERRNO_NOENT);
  CHECK(__wasi_path_create_directory(ROOT, "/made"));
  CHECK(__wasi_path_rename(ROOT, "/f", ROOT, "/made/g"));
  CHECK(__wasi_path_symlink("../made/g", ROOT, "/made/link"));
  CHECK(open_error(ROOT, "/made/link", 0));
  CHECK(open_error(ROOT, "/made/../made/../../made/g", 0));
  __wasi_fd_t made;
  CHECK(__wasi_path_open(ROOT, 0, "/made", __WASI_OFLAGS_DIRECTORY, 0, ~0ull, 0, &made));
  EXPECT(open_error(made, "/made/g", 0) == NOT_CAPABLE);
  EXPECT(open_error(made, "..", 0) == NOT_CAPABLE);
  CHECK(__wasi_path_unlink_file(ROOT, "/made/g"));
  CHECK(__wasi_path_unlink_file(ROOT, "/made/link"));
  CHECK(__wasi_path_remove_directory(ROOT, "/made"));
  EXPECT(__wasi_path_remove_directory(ROOT, "/") != 0);
}

static void sets(void) {
  enum { LIBRARY_ADD = 1, LIBRARY_DELETE, LIBRARY_MODIFY };
  uint32_t ends[2], set, count;
  epoll_event events[4];
  CHECK(fd_pipe(&ends[0], &ends[1]));
  CHECK(epoll_create(&set));
  EXPECT(control(set, LIBRARY_MODIFY, ends[0], IN) == __WASI_ERRNO_NOENT);
  CHECK(control(set, LIBRARY_ADD, ends[0], IN));
  EXPECT(write((int)ends[1], "x", 1) == 1);
  CHECK(epoll_wait(set, events, 4, 0, &count));
  EXPECT(count == 1);
  CHECK(control(set, LIBRARY_MODIFY, ends[0], 0));
  CHECK(epoll_wait(set, events, 4, 0, &count));
  EXPECT(count == 0);
  CHECK(control(set, LIBRARY_DELETE, ends[0], 0));
  EXPECT(control(set, LIBRARY_DELETE, ends[0], 0) == __WASI_ERRNO_NOENT);
}

static void flags(void) {
  enum { NONBLOCK = 4 };
  uint32_t event, pair[2];
  uint64_t value = 0;
  CHECK(fd_event(0, NONBLOCK, &event));
  EXPECT(read((int)event, &value, sizeof value) == -1);
  CHECK(fd_event(1, NONBLOCK | SEMAPHORE, &event));
  EXPECT(read((int)event, &value, sizeof value) == sizeof value && value == 1);
  CHECK(sock_pair(UNIX, STREAM, TCP, &pair[0], &pair[1]));
  CHECK(sock_pair(UNIX, DATAGRAM, UDP, &pair[0], &pair[1]));
  CHECK(sock_open(UNIX, STREAM, TCP, &pair[0]));
}

static volatile int delivered;
__attribute__((export_name("on_signal"))) void on_signal(int number) { delivered = number; }

static void interrupted_futex(void) {
  static uint32_t word;
  const option_time limit = {1, 20000000000ull};
  uint8_t woken = 0;
  callback_signal("on_signal", 9);
  CHECK(proc_raise_interval(14, 50 * kMillisecond, 0));
  CHECK(futex_wait(&word, 0, &limit, &woken));
  EXPECT(woken == 1 && delivered == 14);
}

static void shared_memory(void) {
  const int fd = open("/dev/shm/name", O_CREAT | O_RDWR, 0600);
  EXPECT(fd >= 0 && ftruncate(fd, 4096) == 0 && write(fd, "shared", 6) == 6);
  close(fd);
  EXPECT(rename("/dev/shm/name", "/dev/shm/other") == 0 && unlink("/dev/shm/other") == 0);
}

int main(void) {
  paths();
  sets();
  flags();
  interrupted_futex();
  shared_memory();
  puts("all of it works");
}
