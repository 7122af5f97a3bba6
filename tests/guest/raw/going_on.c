// Blocking calls that a signal interrupts without ending them: those for which nobody need have a handler, a stop, and
// what a C library has told the host of. The callback runs, and the call goes on with what is left of its time.
// NATIVE: no
// NET: 127.0.0.1
#include "epoll.h"

#include "../../../abi/guest/include/wasixc.h"

#include <poll.h>
#include <time.h>

enum { INTR = 27, USR1 = 10, TERM = 15, CHLD = 17, CONT = 18, STOP = 19, TSTP = 20, URG = 23, WINCH = 28 };

int WASIX(thread_sleep)(uint64_t duration);

static volatile int counts[32];
static volatile int forks_at = -1, forked = -1;
__attribute__((export_name("on_signal"))) void on_signal(int signal) {
  ++counts[signal];
  if (signal == forks_at) {
    forks_at = -1;
    forked = (int)fork_process();
  }
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

// A child that sends signals to this process, one each few milliseconds, and does something then.
static uint32_t sender(const int *signals, int count, void (*finish)(void)) {
  const uint32_t parent = process_id(), child = fork_process();
  if (child != 0)
    return child;
  for (int i = 0; i < count; ++i) {
    CHECK(thread_sleep(10 * kMillisecond));
    CHECK(proc_signal(parent, signals[i]));
  }
  CHECK(thread_sleep(10 * kMillisecond));
  if (finish)
    finish();
  proc_exit2(0);
  return 0;
}

static const int harmless[] = {URG, CHLD, WINCH, CONT, URG, URG};
enum { HARMLESS = sizeof harmless / sizeof *harmless };

static void forget_counts(void) {
  for (int i = 0; i < 32; ++i)
    counts[i] = 0;
}
static void expect_harmless(uint32_t child) {
  EXPECT(counts[URG] >= 1 && counts[CHLD] >= 1 && counts[WINCH] == 1 && counts[CONT] == 1);
  EXPECT(exit_code(child) == 0);
}

static uint32_t ends[2], pair[2], server;
static address_port address;
static void write_to_pipe(void) { EXPECT(write((int)ends[1], "x", 1) == 1); }
static void send_to_pair(void) { EXPECT(write((int)pair[1], "x", 1) == 1); }
static void read_pipe(void) {
  char byte;
  EXPECT(read((int)ends[0], &byte, 1) == 1 && byte == 'x');
}
static void receive(void) {
  char byte;
  EXPECT(read((int)pair[0], &byte, 1) == 1 && byte == 'x');
}
static void poll_pipe(void) {
  struct pollfd entry = {.fd = (int)ends[0], .events = POLLIN};
  EXPECT(poll(&entry, 1, -1) == 1);
  read_pipe();
}
static void poll_with_limit(void) {
  struct pollfd entry = {.fd = (int)ends[0], .events = POLLIN};
  EXPECT(poll(&entry, 1, 100000) == 1);
  read_pipe();
}
static void wait_in_set(void) {
  static uint32_t set, count;
  epoll_event event;
  if (set == 0) {
    CHECK(epoll_create(&set));
    CHECK(control(set, ADD, ends[0], IN));
  }
  CHECK(epoll_wait(set, &event, 1, kForever, &count));
  EXPECT(count == 1);
  read_pipe();
}
static void connect_to_server(void) { CHECK(sock_connect(open_socket(INET4, STREAM), &address)); }
static void accept_client(void) {
  uint32_t fd;
  CHECK(accept_plain(server, 0, &fd));
  close((int)fd);
}
static void join_other(void) {
  const uint32_t other = fork_process();
  if (other == 0) {
    CHECK(thread_sleep(200 * kMillisecond));
    proc_exit2(7);
  }
  option_pid pid = {1, other};
  join_status status;
  CHECK(proc_join(&pid, 0, &status));
  EXPECT(status.tag == 1 && status.value == 7);
}
// Fills the pipe and waits until there is room for another block. What has been written in part is not
// written again.
static void write_to_full_pipe(void) {
  static char block[4096];
  for (int i = 0; i < 17; ++i)
    EXPECT(write((int)ends[1], block, sizeof block) == sizeof block);
}
static void empty_pipe(void) {
  static char block[4096];
  for (int i = 0; i < 17; ++i)
    EXPECT(read((int)ends[0], block, sizeof block) == sizeof block);
}

static void harmless_signals(void) {
  static const struct {
    void (*call)(void), (*finish)(void);
  } calls[] = {
      {read_pipe, write_to_pipe},       {receive, send_to_pair},
      {poll_pipe, write_to_pipe},       {poll_with_limit, write_to_pipe},
      {wait_in_set, write_to_pipe},     {accept_client, connect_to_server},
      {write_to_full_pipe, empty_pipe}, {join_other, NULL},
  };
  for (size_t i = 0; i < sizeof calls / sizeof *calls; ++i) {
    forget_counts();
    const uint32_t child = sender(harmless, HARMLESS, calls[i].finish);
    calls[i].call();
    expect_harmless(child);
  }
  puts("calls go on");
}

static void sleep_long(void) { CHECK(thread_sleep(200 * kMillisecond)); }
static void poll_long(void) { EXPECT(poll(NULL, 0, 200) == 0); }
static void epoll_long(void) {
  uint32_t set, count;
  epoll_event event;
  CHECK(epoll_create(&set));
  CHECK(epoll_wait(set, &event, 1, 200 * kMillisecond, &count));
  EXPECT(count == 0);
  close((int)set);
}

// Each signal would begin the time again if it were not remembered: then it would take three seconds.
static void time_that_is_left(void) {
  static int many[300];
  for (int i = 0; i < 300; ++i)
    many[i] = URG;
  void (*const calls[])(void) = {sleep_long, poll_long, epoll_long};
  for (int i = 0; i < 3; ++i) {
    const uint32_t child = sender(many, 300, NULL);
    const uint64_t begin = now();
    calls[i]();
    const uint64_t time = now() - begin;
    EXPECT(time >= 200 * kMillisecond && time < 2000 * kMillisecond);
    CHECK(proc_signal(child, 9));
    join_status status;
    join(child, &status);
  }
  puts("time is not begun again");
}

// However many signals come, the guest's stack holds one of their frames.
static void flood(void) {
  const uint32_t parent = process_id(), child = fork_process();
  if (child == 0)
    for (int i = 0;; ++i)
      CHECK(proc_signal(parent, i % 2 ? URG : WINCH));
  forget_counts();
  for (int i = 0; i < 20; ++i)
    CHECK(thread_sleep(20 * kMillisecond));
  EXPECT(counts[URG] + counts[WINCH] > 0);
  CHECK(proc_signal(child, 9));
  join_status status;
  join(child, &status);
  puts("many signals");
}

// The first signal lets the call go on, the second one ends it.
static void ends_after_all(void) {
  static const int signals[] = {URG, WINCH, TERM};
  forget_counts();
  const uint32_t child = sender(signals, 3, NULL);
  EXPECT(thread_sleep(20000 * kMillisecond) == INTR);
  EXPECT(counts[URG] == 1 && counts[WINCH] == 1 && counts[TERM] == 1);
  EXPECT(exit_code(child) == 0);
}

static void what_the_library_says(void) {
  static const int child_signal[] = {CHLD}, user_signal[] = {USR1};
  EXPECT(wasixc_signals_restart(1) == INVAL);
  EXPECT(wasixc_signals_ignored(1, 0) == INVAL);
  CHECK(wasixc_signals_restart(0));
  uint32_t child = sender(child_signal, 1, NULL);
  EXPECT(thread_sleep(20000 * kMillisecond) == INTR);
  EXPECT(exit_code(child) == 0);
  CHECK(wasixc_signals_restart(1u << USR1));
  forget_counts();
  child = sender(user_signal, 1, write_to_pipe);
  read_pipe();
  EXPECT(counts[USR1] == 1 && exit_code(child) == 0);
  child = fork_process(); // has the same set
  if (child == 0) {
    const uint32_t grandchild = sender(user_signal, 1, write_to_pipe);
    read_pipe();
    EXPECT(exit_code(grandchild) == 0);
    proc_exit2(0);
  }
  EXPECT(exit_code(child) == 0);
  CHECK(wasixc_signals_restart(1u << CHLD | 1u << URG | 1u << WINCH | 1u << CONT));
  puts("the library knows its handlers");
}

// The child of a fork in the callback goes on with the call, too.
static void fork_in_callback(void) {
  static const int signals[] = {URG};
  forked = -1;
  forks_at = URG;
  const uint32_t child = sender(signals, 1, NULL);
  uint32_t writer = fork_process();
  if (writer == 0) {
    CHECK(thread_sleep(100 * kMillisecond));
    EXPECT(write((int)ends[1], "xx", 2) == 2);
    proc_exit2(0);
  }
  read_pipe();
  if (forked == 0)
    proc_exit2(5);
  EXPECT(forked > 0 && exit_code((uint32_t)forked) == 5);
  EXPECT(exit_code(child) == 0 && exit_code(writer) == 0);
  puts("a child in the callback");
}

// A stop and a continue are no reason for a call to end (signal(7)), with a callback or without one.
static void stops(void) {
  static const int signals[] = {STOP, CONT, STOP, CONT};
  for (int round = 0; round < 2; ++round) {
    const uint32_t child = fork_process();
    if (child == 0) {
      if (round == 1)
        callback_signal(NULL, 0);
      const uint64_t begin = now();
      CHECK(thread_sleep(100 * kMillisecond));
      EXPECT(now() - begin >= 100 * kMillisecond);
      read_pipe();
      proc_exit2(6);
    }
    for (int i = 0; i < 4; ++i) {
      CHECK(thread_sleep(15 * kMillisecond));
      CHECK(proc_signal(child, signals[i]));
    }
    CHECK(thread_sleep(150 * kMillisecond));
    for (int i = 0; i < 4; ++i) {
      CHECK(thread_sleep(15 * kMillisecond));
      CHECK(proc_signal(child, signals[i]));
    }
    write_to_pipe();
    EXPECT(exit_code(child) == 6);
  }
  puts("stops");
}

int main(void) {
  callback_signal("on_signal", 9);
  CHECK(fd_pipe(&ends[0], &ends[1]));
  CHECK(sock_pair(UNIX, STREAM, 0, &pair[0], &pair[1]));
  server = listen_on(INET4, &address);
  harmless_signals();
  time_that_is_left();
  flood();
  ends_after_all();
  what_the_library_says();
  fork_in_callback();
  stops();
}
