// NATIVE: no
// BUILDS: threads
// Stopping and continuing a process with threads: those that compute, that wait and that call the host.
#include "threads.h"

#include <poll.h>

enum { KILL = 9, CONT = 18, STOP = 19, COMPUTING = 3, PAUSE = 150, LONG = 10000, ROUNDS = 60 };

static uint32_t ends[2];
static thread threads[COMPUTING + 1];

static void compute(thread *self) {
  unsigned value = 1;
  for (int i = 0; i < ROUNDS * 1000000; ++i)
    value = value * 1664525 + 1013904223;
  const unsigned char byte = (unsigned char)(value >> 24);
  EXPECT(write((int)ends[1], &byte, 1) == 1);
}

static void call_host(thread *self) {
  for (;;)
    self->value += (int)process_id();
}

static uint32_t threaded_child(void) {
  const uint32_t child = fork_process();
  if (child != 0)
    return child;
  start(&threads[COMPUTING], call_host);
  for (int i = 0; i < COMPUTING; ++i)
    start(&threads[i], compute);
  for (int i = 0; i < COMPUTING; ++i)
    while (thread_join(threads[i].tid) != 0)
      ;
  proc_exit2(4);
  return 0;
}

static int has_result(int milliseconds) {
  struct pollfd entry = {.fd = (int)ends[0], .events = POLLIN};
  return poll(&entry, 1, milliseconds) == 1;
}

static void forget_results(void) {
  char bytes[COMPUTING];
  while (has_result(0))
    EXPECT(read((int)ends[0], bytes, sizeof bytes) > 0);
}

static void continued(void) {
  const uint32_t child = threaded_child();
  for (int i = 0; i < 3; ++i) {
    CHECK(proc_signal(child, STOP));
    has_result(5);
    forget_results();
    EXPECT(!has_result(PAUSE));
    CHECK(proc_signal(child, CONT));
    has_result(5);
  }
  printf("continued: %d\n", exit_code(child));
  forget_results();
}

static void killed(void) {
  const uint32_t child = threaded_child();
  CHECK(proc_signal(child, STOP));
  CHECK(proc_signal(child, KILL));
  join_status status;
  EXPECT(join(child, &status) == child && status.tag == 2);
  printf("killed: %d\n", status.signal);
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  CHECK(fd_pipe(&ends[0], &ends[1]));
  continued();
  killed();
  return 0;
}
