// Host calls, timed from inside: built as a guest with raw WASI imports and natively with the kernel's calls.
//
//   host OPERATION ROUNDS < /dev/zero > /dev/null
//
// Prints to stderr the nanoseconds per call of every round of kCalls. The first granted directory, or
// natively the current one, holds a file "data".
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CALLS = 2000 };

static char buffers[2][64];

#ifdef __wasm__
#include <wasi/api.h>

typedef __wasi_fd_t descriptor;
static const descriptor kDirectory = 3;

static void fail_if(int failed) {
  if (failed)
    abort();
}

static descriptor open_data(void) {
  descriptor fd;
  fail_if(
      __wasi_path_open(kDirectory, 0, "data", 0, __WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_ADVISE, 0, 0, &fd));
  return fd;
}
static void read_one(void) {
  const __wasi_iovec_t vector = {(uint8_t *)buffers[0], 64};
  __wasi_size_t size;
  fail_if(__wasi_fd_read(0, &vector, 1, &size));
}
static void read_two(void) {
  const __wasi_iovec_t vectors[2] = {{(uint8_t *)buffers[0], 64}, {(uint8_t *)buffers[1], 64}};
  __wasi_size_t size;
  fail_if(__wasi_fd_read(0, vectors, 2, &size));
}
static void write_one(void) {
  const __wasi_ciovec_t vector = {(uint8_t *)buffers[0], 64};
  __wasi_size_t size;
  fail_if(__wasi_fd_write(1, &vector, 1, &size));
}
static void write_two(void) {
  const __wasi_ciovec_t vectors[2] = {{(uint8_t *)buffers[0], 64}, {(uint8_t *)buffers[1], 64}};
  __wasi_size_t size;
  fail_if(__wasi_fd_write(1, vectors, 2, &size));
}
static void read_clock(void) {
  __wasi_timestamp_t time;
  fail_if(__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 0, &time));
}
static void stat_file(void) {
  __wasi_filestat_t stat;
  fail_if(__wasi_fd_filestat_get(0, &stat));
}
static void open_and_close(void) { fail_if(__wasi_fd_close(open_data())); }
static void poll_ready(void) {
  const __wasi_subscription_t subscription = {.u = {.tag = __WASI_EVENTTYPE_FD_READ, .u.fd_read = {0}}};
  __wasi_event_t event;
  __wasi_size_t count;
  fail_if(__wasi_poll_oneoff(&subscription, &event, 1, &count) || count != 1);
}
static void advise(descriptor fd) { fail_if(__wasi_fd_advise(fd, 0, 0, __WASI_ADVICE_NORMAL)); }
static void set_flags(void) { fail_if(__wasi_fd_fdstat_set_flags(0, 0)); }
#else
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

typedef int descriptor;

static void fail_if(int failed) {
  if (failed)
    abort();
}

static descriptor open_data(void) {
  static int directory = -1;
  if (directory < 0)
    directory = open(".", O_RDONLY | O_DIRECTORY);
  const struct open_how how = {.flags = O_RDONLY | O_CLOEXEC,
                               .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
  return (int)syscall(SYS_openat2, directory, "data", &how, sizeof how);
}
static void read_one(void) { fail_if(read(0, buffers[0], 64) < 0); }
static void read_two(void) {
  const struct iovec vectors[2] = {{buffers[0], 64}, {buffers[1], 64}};
  fail_if(readv(0, vectors, 2) < 0);
}
static void write_one(void) { fail_if(write(1, buffers[0], 64) < 0); }
static void write_two(void) {
  const struct iovec vectors[2] = {{buffers[0], 64}, {buffers[1], 64}};
  fail_if(writev(1, vectors, 2) < 0);
}
static void read_clock(void) {
  struct timespec time;
  fail_if(clock_gettime(CLOCK_MONOTONIC, &time));
}
static void stat_file(void) {
  struct stat stat;
  fail_if(fstat(0, &stat));
}
static void open_and_close(void) { fail_if(close(open_data())); }
static void poll_ready(void) {
  struct pollfd entry = {0, POLLIN, 0};
  fail_if(poll(&entry, 1, -1) != 1);
}
static void advise(descriptor fd) { fail_if(posix_fadvise(fd, 0, 0, POSIX_FADV_NORMAL)); }
static void set_flags(void) { fail_if(fcntl(0, F_SETFL, 0)); }
#endif

static descriptor data;
static void advise_data(void) { advise(data); }

static const struct {
  const char *name;
  void (*call)(void);
} kOperations[] = {
    {"read", read_one},      {"read2", read_two},      {"write", write_one}, {"write2", write_two},
    {"clock", read_clock},   {"stat", stat_file},      {"poll", poll_ready}, {"open_close", open_and_close},
    {"advise", advise_data}, {"set_flags", set_flags},
};

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int main(int count, char **arguments) {
  fail_if(count != 3);
  for (size_t i = 0; i < sizeof kOperations / sizeof kOperations[0]; ++i) {
    if (strcmp(arguments[1], kOperations[i].name) != 0)
      continue;
    data = open_data();
    for (int round = atoi(arguments[2]); round > 0; --round) {
      const uint64_t begin = now();
      for (int call = 0; call < CALLS; ++call)
        kOperations[i].call();
      fprintf(stderr, "%.2f\n", (double)(now() - begin) / CALLS);
    }
    return 0;
  }
  return 2;
}
