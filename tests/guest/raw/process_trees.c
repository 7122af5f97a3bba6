// Random trees of processes against a model: a process's seed says how many children it has, in which order
// it waits for them, whether it begins by running the program anew (exec), and how it ends: with a code, by a
// signal of its own, or killed by its parent.
// NATIVE: no
// SELF: bin/self
#include "wasix.h"

enum {
  SIGNAL_ABORT = 6,
  SIGNAL_KILL = 9,
  SIGNAL_TERMINATE = 15,
  SIGNAL_USER = 10,
  MOST_CHILDREN = 5,
  BLOCKED = 1
};

typedef struct {
  join_status status;
  int killed_by; // its parent, or 0
} outcome;

static uint64_t mix(uint64_t value) {
  value = (value ^ value >> 31) * 0x9e3779b97f4a7c15ull;
  return value ^ value >> 29;
}

// The model.
static outcome outcome_of(uint64_t seed) {
  static const uint8_t signals[] = {SIGNAL_ABORT, SIGNAL_KILL, SIGNAL_TERMINATE, SIGNAL_USER};
  const uint64_t random = mix(seed + 5);
  const uint8_t signal = signals[random >> 8 & 3];
  switch (random % 4) {
  case 0:
    return (outcome){.status = {.tag = 2, .signal = signal}};
  case 1:
    return (outcome){.status = {.tag = 2, .signal = signal}, .killed_by = signal};
  default:
    return (outcome){.status = {.tag = 1, .value = random >> 16 & 0xff}};
  }
}

static void live(uint64_t seed, int depth);

// A child's life. `ready` takes a byte when the child can be killed: it has no children of its own any more.
static void be_child(uint64_t seed, int depth, uint32_t ready) {
  live(seed, depth);
  const outcome wanted = outcome_of(seed);
  if (wanted.killed_by) { // waits for a byte that never comes, or computes
    uint32_t ends[2];
    char byte = 0;
    EXPECT(write(ready, &byte, 1) == 1);
    CHECK(fd_pipe(&ends[0], &ends[1]));
    if (seed & BLOCKED)
      (void)read(ends[0], &byte, 1);
    for (;;)
      spin(1);
  }
  if (wanted.status.tag == 2) {
    CHECK(proc_signal(process_id(), wanted.status.signal));
    EXPECT(!"still here");
  }
  _Exit(wanted.status.value);
}

// The same life in a fresh memory, with the pipe that was open before.
static void be_child_by_exec(uint64_t seed, int depth, uint32_t ready) {
  char texts[3][24];
  snprintf(texts[0], sizeof texts[0], "%llu", (unsigned long long)seed);
  snprintf(texts[1], sizeof texts[1], "%d", depth);
  snprintf(texts[2], sizeof texts[2], "%u", (unsigned)ready);
  const char *arguments[] = {"self", "child", texts[0], texts[1], texts[2]};
  CHECK(proc_exec4("bin/self", 8, arguments, 5, NULL, 0, 0, NULL, 0));
}

static uint32_t begin(uint64_t seed, int depth, uint32_t ready) {
  const uint32_t pid = fork_process();
  if (pid != 0)
    return pid;
  if (mix(seed + 9) % 3 == 0)
    be_child_by_exec(seed, depth, ready);
  be_child(seed, depth, ready);
  return 0;
}

static void expect_outcome(const join_status *status, uint64_t seed) {
  const outcome wanted = outcome_of(seed);
  EXPECT(status->tag == wanted.status.tag);
  EXPECT(status->tag == 2 ? status->signal == wanted.status.signal : status->value == wanted.status.value);
}

// Has its children, and sees them end.
static void live(uint64_t seed, int depth) {
  const int count = depth == 0 ? 0 : mix(seed) % (MOST_CHILDREN + 1);
  uint32_t pids[MOST_CHILDREN];
  uint64_t seeds[MOST_CHILDREN];
  uint32_t ready[2];
  char byte;
  CHECK(fd_pipe(&ready[0], &ready[1]));
  for (int i = 0; i < count; ++i) {
    seeds[i] = mix(seed * 31 + i);
    pids[i] = begin(seeds[i], depth - 1, ready[1]);
  }
  for (int i = 0; i < count; ++i)
    if (outcome_of(seeds[i]).killed_by)
      EXPECT(read(ready[0], &byte, 1) == 1);
  for (int i = 0; i < count; ++i)
    if (outcome_of(seeds[i]).killed_by)
      CHECK(proc_signal(pids[i], outcome_of(seeds[i]).killed_by));
  for (int left = count; left > 0; --left) {
    join_status status;
    const uint32_t pid = join(seed & 2 ? pids[left - 1] : 0, &status);
    int i = 0;
    while (i < count && pids[i] != pid)
      ++i;
    EXPECT(i < count);
    expect_outcome(&status, seeds[i]);
    pids[i] = 0;
  }
  option_pid any = {0, 0};
  join_status status;
  EXPECT(proc_join(&any, NO_HANG, &status) == 12);
  close(ready[0]);
  close(ready[1]);
}

int main(int argc, char **argv) {
  if (argc == 5)
    be_child(strtoull(argv[2], NULL, 10), atoi(argv[3]), (uint32_t)atoi(argv[4]));
  const int trees = argc > 1 ? atoi(argv[1]) : 60;
  for (int tree = 0; tree < trees; ++tree)
    live(mix(tree + 1), 3);
  puts("done");
}
