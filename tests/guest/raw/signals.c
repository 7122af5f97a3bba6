// NATIVE: no
// The three states of the callback, forks and jumps in it, timers, computing processes, stopped ones.
#include "wasix.h"

#include <errno.h>

enum { KILL = 9, USR1 = 10, PIPE = 13, ALRM = 14, TERM = 15, CHLD = 17, CONT = 18, STOP = 19 };
enum { INTR = 27, SRCH = 71, INVAL = 28, STOPPED_TOO = 2 };

static volatile int calls, forks;
static volatile uint32_t child_of_handler;

__attribute__((export_name("on_signal"))) void on_signal(int signal) {
  if (signal == CHLD)
    return;
  calls += signal;
  if (!forks)
    return;
  --forks;
  child_of_handler = fork_process();
  if (child_of_handler == 0)
    calls += 1000;
}

static void handle(const char *name) { callback_signal(name, (int)strlen(name)); }

static int ending_signal(uint32_t child) {
  join_status status;
  EXPECT(join(child, &status) == child);
  return status.tag == 2 ? status.signal : -status.value;
}

static void states(void) {
  EXPECT(proc_signal(1, 0) == 0 && proc_signal(4000, 0) == SRCH && proc_signal(~0u, USR1) == SRCH);
  EXPECT(proc_raise(77) == INVAL);
  CHECK(proc_raise(CHLD));
  handle("nobody");
  CHECK(proc_raise(USR1));
  CHECK(proc_raise(USR1));
  EXPECT(calls == 0);
  handle("on_signal");
  EXPECT(calls == USR1);
  CHECK(proc_raise(TERM));
  CHECK(thread_signal(0x3fffffff, USR1));
  EXPECT(calls == 2 * USR1 + TERM);
  printf("states\n");
}

static void fork_in_callback(void) {
  calls = 0;
  forks = 1;
  CHECK(proc_raise(USR1));
  if (child_of_handler == 0)
    proc_exit2(calls == 1000 + USR1 ? 5 : 6);
  EXPECT(calls == USR1 && exit_code(child_of_handler) == 5);
  printf("fork in the callback\n");
}

// In the child, too, the callback returns into the call, and that through all the frames below it.
static double descend(int depth, double value) {
  if (depth == 0)
    CHECK(proc_raise(USR1));
  else
    value = descend(depth - 1, value / 2) + depth;
  return value;
}

static void fork_in_depth(void) {
  calls = 0;
  forks = 1;
  const double sum = descend(40, 1ull << 20);
  const double expected = 820 + 1.0 / (1 << 20);
  if (child_of_handler == 0)
    proc_exit2(sum == expected && calls == 1000 + USR1 ? 7 : 8);
  EXPECT(sum == expected && exit_code(child_of_handler) == 7);
  printf("fork in depth\n");
}

static void fork_in_interrupted_call(void) {
  uint32_t ends[2];
  char byte;
  CHECK(fd_pipe(&ends[0], &ends[1]));
  forks = 1;
  CHECK(proc_raise_interval(ALRM, 2000000, 0));
  const int error = read((int)ends[0], &byte, 1) < 0 ? errno : 0;
  if (child_of_handler == 0)
    proc_exit2(error == INTR ? 9 : 10);
  EXPECT(error == INTR && exit_code(child_of_handler) == 9);
  printf("fork in an interrupted call\n");
}

static void defaults(void) {
  const int deadly[] = {1, 2, KILL, USR1, PIPE, ALRM, TERM};
  for (unsigned i = 0; i < sizeof deadly / sizeof deadly[0]; ++i) {
    const uint32_t child = fork_process();
    if (child == 0) {
      callback_signal(NULL, 0);
      for (volatile unsigned n = 0;; ++n)
        ;
    }
    CHECK(proc_signal(child, deadly[i]));
    printf("computing: %d\n", ending_signal(child));
  }
}

static void timers(void) {
  uint32_t ends[2];
  char byte;
  CHECK(fd_pipe(&ends[0], &ends[1]));
  calls = 0;
  CHECK(proc_raise_interval(ALRM, 2000000, 1));
  for (int i = 0; i < 3; ++i)
    EXPECT(read((int)ends[0], &byte, 1) < 0);
  CHECK(proc_raise_interval(ALRM, 0, 0));
  EXPECT(calls >= 3 * ALRM);
  printf("timers\n");
}

static void stopped(void) {
  const uint32_t child = fork_process();
  if (child == 0)
    for (;;)
      process_id();
  CHECK(proc_signal(child, STOP));
  option_pid pid = {1, child};
  join_status status;
  int error;
  while ((error = proc_join(&pid, STOPPED_TOO, &status)) == INTR)
    pid = (option_pid){1, child};
  EXPECT(error == 0 && pid.pid == child && status.tag == 3 && status.value == STOP);
  CHECK(proc_signal(child, CONT));
  CHECK(proc_signal(child, KILL));
  pid = (option_pid){1, child};
  while ((error = proc_join(&pid, 0, &status)) == INTR)
    pid = (option_pid){1, child};
  EXPECT(error == 0 && status.tag == 2 && status.signal == KILL);
  printf("stopped\n");
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  states();
  fork_in_callback();
  fork_in_depth();
  fork_in_interrupted_call();
  timers();
  stopped();
  callback_signal(NULL, 0);
  defaults();
  return 0;
}
