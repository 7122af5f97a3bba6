// Calls that a guest can make as long as it likes. Each is made by a child that is killed in the middle of it,
// and has to be gone soon.
//
// usage: long_calls MILLISECONDS
#include "../guest/raw/epoll.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <wasi/api.h>

enum { TOO_BIG = 1, INTERRUPTED = 27, KILL = 9, FOLLOW = 1, TMP = 5, MIB = 1 << 20 };

int WASIX(thread_sleep)(uint64_t nanoseconds);

static int limit, failures;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

// `call` is begun again as long as nobody ends it: some take long, others can be made often.
static void try(const char *name, void (*call)(void)) {
  uint32_t ends[2];
  CHECK(fd_pipe(&ends[0], &ends[1]));
  const uint32_t pid = fork_process();
  if (pid == 0) {
    EXPECT(write((int)ends[1], "x", 1) == 1);
    for (;;)
      call();
  }
  char byte;
  EXPECT(read((int)ends[0], &byte, 1) == 1);
  close((int)ends[0]);
  close((int)ends[1]);
  CHECK(thread_sleep(200 * 1000000ull));
  const double begin = now();
  CHECK(proc_signal(pid, KILL));
  join_status status;
  join(pid, &status);
  const double took = (now() - begin) * 1000;
  if (took > limit) {
    ++failures;
    printf("%s: killed after %.0f ms\n", name, took);
  }
  fflush(stdout);
  unlink("/tmp/written"); // room for the next one
  unlink("/tmp/allocated");
}

// All vectors over the same bytes: 4 GiB, of which a call moves 2.
static char buffer[4 * MIB];
static __wasi_iovec_t vectors[1024];

static void fill_vectors(void) {
  for (int i = 0; i < 1024; ++i)
    vectors[i] = (__wasi_iovec_t){(uint8_t *)buffer, sizeof buffer};
}

static int opened(const char *path, int flags) {
  const int fd = open(path, flags, 0777);
  EXPECT(fd >= 0);
  return fd;
}

static void read_all(const char *path) {
  __wasi_size_t size;
  const int fd = opened(path, O_RDONLY);
  const int error = __wasi_fd_read(fd, vectors, 1024, &size);
  EXPECT(error == INTERRUPTED || (error == 0 && size <= 0x7ffff000));
  close(fd);
}

static void read_random(void) { read_all("/dev/urandom"); }
static void read_zeros(void) { read_all("/dev/zero"); }
static void read_holes(void) { read_all("/tmp/holes"); }
static void read_host_file(void) { read_all("/host/holes"); }

static void write_all(const char *path, int flags) {
  __wasi_size_t size;
  const int fd = opened(path, O_CREAT | O_WRONLY | flags);
  (void)__wasi_fd_write(fd, (__wasi_ciovec_t *)vectors, 1024, &size);
  close(fd);
}

static void write_null(void) { write_all("/dev/null", 0); }
static void write_file(void) { write_all("/tmp/written", O_TRUNC); }
static void append_file(void) { write_all("/tmp/written", O_APPEND); }

static void get_random(void) {
  static uint8_t *large;
  if (!large)
    large = malloc(200 * MIB);
  (void)__wasi_random_get(large, 200 * MIB);
}

static void get_directory(void) {
  static char *large;
  uint32_t size = 256 * MIB;
  if (!large)
    large = malloc(size);
  (void)raw_getcwd(large, &size);
}

static void allocate(void) {
  const int fd = opened("/tmp/allocated", O_CREAT | O_RDWR);
  (void)__wasi_fd_allocate(fd, 0, 900u * MIB);
  (void)__wasi_fd_filestat_set_size(fd, 0);
  (void)__wasi_fd_allocate(fd, 0, INT64_MAX);
  close(fd);
}

static void run_holes(void) { proc_exec3("/tmp/holes", 10, "x", 1, 0, 0, 0, 0, 0); }
static void run_module_of_holes(void) { proc_exec3("/tmp/module", 11, "x", 1, 0, 0, 0, 0, 0); }

// One long text many times.
static void run_with_long_arguments(void) {
  enum { COUNT = 1000, LENGTH = 16 * MIB };
  static const char *texts[COUNT];
  static char *text;
  if (!text) {
    text = malloc(LENGTH + 1);
    memset(text, 'x', LENGTH);
    text[LENGTH] = 0;
    for (int i = 0; i < COUNT; ++i)
      texts[i] = text;
  }
  EXPECT(proc_exec4("/x", 2, texts, COUNT, 0, 0, 0, 0, 0) == TOO_BIG);
}

static void spawn_with_long_paths(void) {
  enum { COUNT = 100000 };
  static spawn_operation *operations;
  static char path[4000];
  uint32_t pid;
  if (!operations) {
    memset(path, 'x', sizeof path);
    operations = calloc(COUNT, sizeof *operations);
    for (int i = 0; i < COUNT; ++i)
      operations[i] = (spawn_operation){.command = 3, .path = path, .path_length = sizeof path};
  }
  EXPECT(proc_spawn2("/x", 2, "x", 1, 0, 0, operations, COUNT, 0, 0, 0, 0, 0, &pid) == TOO_BIG);
  EXPECT(proc_spawn2("/x", 2, "x", 1, 0, 0, operations, 60000, 0, 0, 0, 0, 0, &pid) == TOO_BIG);
}

// Levels of sets of which each holds all of the next level.
static void nest_sets(void) {
  enum { LEVELS = 5, WIDTH = 150 };
  static const int kWidths[LEVELS] = {1, 1, WIDTH, WIDTH, WIDTH};
  static uint32_t sets[LEVELS][WIDTH];
  for (int level = 0; level < LEVELS; ++level)
    for (int i = 0; i < kWidths[level]; ++i)
      CHECK(epoll_create(&sets[level][i]));
  for (int level = LEVELS - 2; level >= 0; --level)
    for (int i = 0; i < kWidths[level]; ++i)
      for (int j = 0; j < kWidths[level + 1]; ++j)
        (void)control(sets[level][i], ADD, sets[level + 1][j], IN);
  epoll_event event;
  for (int i = 0; i < 3; ++i)
    EXPECT(wait_for(sets[0][0], &event, 1, 0) == 0);
  for (int level = 0; level < LEVELS; ++level)
    for (int i = 0; i < kWidths[level]; ++i)
      close((int)sets[level][i]);
}

// As many subscriptions as a call can have, to one socket that is never ready.
static void poll_one_socket(void) {
  enum { COUNT = 65000 };
  static __wasi_subscription_t *subscriptions;
  static __wasi_event_t *events;
  __wasi_size_t ready;
  if (!subscriptions) {
    uint32_t first, second;
    CHECK(sock_pair(UNIX, STREAM, 0, &first, &second));
    subscriptions = calloc(COUNT, sizeof *subscriptions);
    events = calloc(COUNT, sizeof *events);
    for (int i = 0; i < COUNT; ++i) {
      subscriptions[i].u.tag = __WASI_EVENTTYPE_FD_READ;
      subscriptions[i].u.u.fd_read.file_descriptor = (__wasi_fd_t)first;
    }
  }
  (void)__wasi_poll_oneoff(subscriptions, events, COUNT, &ready);
}

static void send_holes(void) {
  uint32_t first, second;
  uint64_t sent;
  CHECK(sock_pair(UNIX, STREAM, 0, &first, &second));
  if (fork_process() == 0) {
    close((int)first);
    while (read((int)second, buffer, sizeof buffer) > 0)
      ;
    _Exit(0);
  }
  close((int)second);
  (void)sock_send_file(first, (uint32_t)opened("/tmp/holes", O_RDONLY), 0, ~0ull >> 1, &sent);
  close((int)first);
}

// Forty links, each of which begins with the next one and goes on for as long as a path can be.
static void follow_links(void) {
  static int isMade;
  static char text[4090];
  char name[16];
  __wasi_fd_t fd;
  for (int i = 0; i < 40 && !isMade; ++i) {
    memset(text, 0, sizeof text);
    int size = snprintf(text, sizeof text, "l%d", i + 1);
    while (size + 6 < (int)sizeof text)
      size += snprintf(text + size, sizeof text - (size_t)size, "/a/..");
    snprintf(name, sizeof name, "/tmp/l%d", i);
    EXPECT(i == 39 ? mkdir(name, 0777) == 0 : symlink(text, name) == 0);
  }
  isMade = 1;
  (void)__wasi_path_open(TMP, FOLLOW, "l0", 0, 0, 0, 0, &fd);
}

static void list_names(void) {
  static uint8_t *large;
  enum { SIZE = 64 * MIB, NAMES = 100000 };
  __wasi_size_t used;
  const int fd = opened("/tmp/many", O_RDONLY | O_DIRECTORY);
  if (!large) {
    large = malloc(SIZE);
    for (int i = 0; i < NAMES; ++i) {
      char name[16];
      snprintf(name, sizeof name, "%d", i);
      (void)__wasi_path_symlink("x", fd, name);
    }
  }
  (void)__wasi_fd_readdir(fd, large, SIZE, 0, &used);
  close(fd);
}

int main(int argc, char **argv) {
  limit = argc > 1 ? atoi(argv[1]) : 1000;
  fill_vectors();
  EXPECT(mkdir("/tmp/a", 0777) == 0 && mkdir("/tmp/many", 0777) == 0);
  for (int i = 0; i < 3; ++i) {
    const int fd = opened(i == 0 ? "/tmp/holes" : i == 1 ? "/tmp/module" : "/host/holes", O_CREAT | O_RDWR);
    EXPECT(ftruncate(fd, i == 2 ? 3ll << 30 : 1ll << 40) == 0);
    if (i == 1)
      EXPECT(write(fd, "\0asm\1\0\0\0", 8) == 8);
    close(fd);
  }
#define TRY(call) try(#call, call)
  TRY(read_random);
  TRY(read_zeros);
  TRY(read_holes);
  TRY(read_host_file);
  TRY(write_null);
  TRY(write_file);
  TRY(append_file);
  TRY(get_random);
  TRY(get_directory);
  TRY(allocate);
  TRY(run_holes);
  TRY(run_module_of_holes);
  TRY(run_with_long_arguments);
  TRY(spawn_with_long_paths);
  TRY(nest_sets);
  TRY(poll_one_socket);
  TRY(send_holes);
  TRY(follow_links);
  TRY(list_names);
  printf("%d too late\n", failures);
  return failures != 0;
}
