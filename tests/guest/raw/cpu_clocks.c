// NATIVE: no
// BUILDS: threads
// CPU time of processes and threads: their own only, and none while they sleep.
#include "threads.h"

int __attribute__((import_module("wasi_snapshot_preview1"), import_name("clock_time_get")))
clock_time(int clock, uint64_t precision, uint64_t *time);
int __attribute__((import_module("wasi_snapshot_preview1"), import_name("clock_res_get")))
clock_resolution(int clock, uint64_t *resolution);

enum { MONOTONIC = 1, PROCESS = 2, THREAD = 3 };
static const uint64_t slice = 30 * 1000000ull, little = 10 * 1000000ull;

static uint64_t now(int clock) {
  uint64_t time;
  CHECK(clock_time(clock, 0, &time));
  return time;
}

static void use(int clock, uint64_t time) {
  const uint64_t end = now(clock) + time;
  for (uint64_t last = 0; last < end;) {
    const uint64_t next = now(clock);
    EXPECT(next >= last);
    last = next;
    spin(1);
  }
}

static void sleep_a_while(void) {
  const uint64_t process = now(PROCESS), thread = now(THREAD);
  CHECK(thread_sleep(4 * little));
  EXPECT(now(PROCESS) - process < little && now(THREAD) - thread < little);
  printf("sleep\n");
}

// Asks the clock only at the end.
static void children(void) {
  const uint64_t before = now(PROCESS);
  const uint64_t begin = now(MONOTONIC);
  const uint32_t child = fork_process();
  if (child == 0) {
    EXPECT(now(PROCESS) < little && now(THREAD) < little);
    while (now(MONOTONIC) < begin + 4 * slice) // others may use the CPU as well
      spin(20);
    const uint64_t process = now(PROCESS), thread = now(THREAD);
    EXPECT(process > little && thread > little && process < 5 * slice);
    use(PROCESS, slice);
    CHECK(proc_fork(0, &(uint32_t){0})); // the end of a vfork child, whose time is its own
    proc_exit2(7);
  }
  printf("child: %d\n", exit_code(child));
  EXPECT(now(PROCESS) - before < little);
}

static void work(thread *self) {
  EXPECT(now(THREAD) < little);
  use(THREAD, slice);
  EXPECT(now(PROCESS) >= now(THREAD));
}

static void threads(void) {
  static thread workers[2];
  const uint64_t process = now(PROCESS), own = now(THREAD);
  for (int i = 0; i < 2; ++i)
    start(&workers[i], work);
  uint64_t last = process;
  for (int i = 0; i < 100; ++i) { // while the others run
    const uint64_t next = now(PROCESS);
    EXPECT(next >= last);
    last = next;
    CHECK(thread_sleep(100000));
  }
  for (int i = 0; i < 2; ++i)
    CHECK(thread_join(workers[i].tid));
  EXPECT(now(PROCESS) - process >= 2 * slice);
  EXPECT(now(THREAD) - own < little);
  printf("threads\n");
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  uint64_t resolution;
  CHECK(clock_resolution(PROCESS, &resolution));
  CHECK(clock_resolution(THREAD, &resolution));
  EXPECT(resolution >= 1 && resolution < 1000000);
  sleep_a_while();
  children();
  threads();
  return 0;
}
