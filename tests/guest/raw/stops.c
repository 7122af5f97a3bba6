// NATIVE: no
// BUILDS: modern
// Stopping processes that compute and make no host call: at once, with all their registers, and others go on.
#include "wasix.h"

#include <poll.h>

enum { KILL = 9, TERM = 15, CONT = 18, STOP = 19, TSTP = 20, TTIN = 21, TTOU = 22 };
enum { INTR = 27, WAKE_STOPPED = 2, CHILDREN = 8, PAUSE = 150, LONG = 10000 };

static uint32_t ends[2];
static int rounds = 60;

// Long enough to be stopped in the middle of it; the result depends on every step.
static double compute(int length) {
  double sums[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  for (int round = 0; round < length; ++round)
    for (int i = 0; i < 100000; ++i)
      for (int k = 0; k < 8; ++k)
        sums[k] = sums[k] * 0.999 + sums[(k + 1) & 7] * 0.0009 + i;
  double sum = 0;
  for (int k = 0; k < 8; ++k)
    sum += sums[k];
  return sum;
}

static uint32_t computing_child(int length) {
  const uint32_t child = fork_process();
  if (child == 0) {
    const double result = compute(length);
    EXPECT(write((int)ends[1], &result, sizeof result) == sizeof result);
    proc_exit2(3);
  }
  return child;
}

static int has_result(int milliseconds) {
  struct pollfd entry = {.fd = (int)ends[0], .events = POLLIN};
  return poll(&entry, 1, milliseconds) == 1;
}

static double result(void) {
  double value;
  EXPECT(read((int)ends[0], &value, sizeof value) == sizeof value);
  return value;
}

// On a busy machine the child may be too fast: then with a longer computation.
static uint32_t stopped_child(int signal) {
  for (;;) {
    const uint32_t child = computing_child(rounds);
    CHECK(proc_signal(child, signal));
    if (!has_result(5))
      return child;
    result();
    EXPECT(exit_code(child) == 3);
    rounds *= 2;
  }
}

static void await_stop(uint32_t child, int signal) {
  option_pid pid = {1, child};
  join_status status;
  CHECK(proc_join(&pid, WAKE_STOPPED, &status));
  EXPECT(pid.pid == child && status.tag == 3 && status.value == signal);
  pid = (option_pid){1, child};
  CHECK(proc_join(&pid, WAKE_STOPPED | NO_HANG, &status));
  EXPECT(pid.pid == 0);
}

static int ending_signal(uint32_t child) {
  join_status status;
  EXPECT(join(child, &status) == child);
  return status.tag == 2 ? status.signal : -status.value;
}

static void by_each_signal(void) {
  static const int signals[] = {STOP, TSTP, TTIN, TTOU};
  for (int i = 0; i < 4; ++i) {
    const uint32_t child = stopped_child(signals[i]);
    await_stop(child, signals[i]);
    EXPECT(!has_result(PAUSE));
    CHECK(proc_signal(child, CONT));
    EXPECT(has_result(LONG) && result() == compute(rounds) && exit_code(child) == 3);
    printf("stopped by %d\n", signals[i]);
  }
}

static void often(void) {
  const uint32_t child = computing_child(rounds);
  int stops = 0;
  for (; !has_result(1); ++stops) {
    CHECK(proc_signal(child, STOP));
    has_result(stops % 2);
    CHECK(proc_signal(child, CONT));
  }
  EXPECT(result() == compute(rounds) && exit_code(child) == 3 && stops > 3);
  printf("stopped often\n");
}

static int is_any(const int *lengths, double value) {
  for (int i = 0; i < CHILDREN; ++i)
    if (compute(lengths[i]) == value)
      return 1;
  return 0;
}

// More of them than there are CPUs.
static void many(void) {
  uint32_t children[CHILDREN];
  int lengths[CHILDREN];
  for (int i = 0; i < CHILDREN; ++i) {
    children[i] = stopped_child(STOP);
    lengths[i] = rounds;
  }
  const uint32_t other = computing_child(1);
  EXPECT(has_result(LONG) && result() == compute(1) && exit_code(other) == 3);
  EXPECT(!has_result(PAUSE));
  for (int i = 0; i < CHILDREN; ++i)
    CHECK(proc_signal(children[i], CONT));
  for (int i = 0; i < CHILDREN; ++i)
    EXPECT(has_result(LONG) && exit_code(children[i]) == 3);
  for (int i = 0; i < CHILDREN; ++i)
    EXPECT(is_any(lengths, result())); // in the order in which they have ended
  printf("many stopped\n");
}

static void killed(void) {
  const uint32_t child = stopped_child(STOP);
  EXPECT(!has_result(PAUSE));
  CHECK(proc_signal(child, KILL));
  printf("killed: %d\n", ending_signal(child));
}

// Deadly signals wait; those that stop are forgotten.
static void terminated(void) {
  const uint32_t child = stopped_child(STOP);
  await_stop(child, STOP);
  CHECK(proc_signal(child, TERM));
  CHECK(proc_signal(child, TSTP));
  option_pid pid = {1, child};
  join_status status;
  EXPECT(!has_result(PAUSE));
  CHECK(proc_join(&pid, WAKE_STOPPED | NO_HANG, &status));
  EXPECT(pid.pid == 0);
  CHECK(proc_signal(child, CONT));
  printf("terminated: %d\n", ending_signal(child));
}

// The parent is stopped in its host call; it has stopped a child of its own before that.
static void stopped_by_itself(void) {
  const uint32_t child = fork_process();
  if (child == 0) {
    const uint32_t grandchild = computing_child(rounds);
    CHECK(proc_signal(grandchild, STOP));
    CHECK(proc_signal(process_id(), STOP));
    CHECK(proc_signal(grandchild, CONT));
    proc_exit2(exit_code(grandchild));
  }
  await_stop(child, STOP);
  EXPECT(!has_result(PAUSE));
  CHECK(proc_signal(child, CONT));
  EXPECT(has_result(LONG) && result() == compute(rounds) && exit_code(child) == 3);
  printf("stopped by itself\n");
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  CHECK(fd_pipe(&ends[0], &ends[1]));
  by_each_signal();
  often();
  many();
  killed();
  terminated();
  stopped_by_itself();
  return 0;
}
