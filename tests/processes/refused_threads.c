// Several processes that wait for descriptors of the host, all at once, while the host gives the runtime no more
// threads. Run by faults.py. What they wait for comes from a process that has to get its turn, too.
#include "tests/guest/raw/sockets.h"

enum { READERS = 4, ROUNDS = 5 };

int WASIX(thread_sleep)(uint64_t duration);

static void start_reader(uint32_t pair[2], uint32_t *child) {
  CHECK(sock_pair(UNIX, STREAM, 0, &pair[0], &pair[1]));
  const int error = proc_fork(1, child);
  CHECK(error);
  if (*child != 0)
    return;
  for (int round = 0; round < ROUNDS; ++round)
    expect_text(pair[0], "go", 0);
  _Exit(7);
}

int main(void) {
  uint32_t pairs[READERS][2], children[READERS];
  puts("started");
  fflush(stdout);
  for (int i = 0; i < READERS; ++i)
    start_reader(pairs[i], &children[i]);
  for (int round = 0; round < ROUNDS; ++round) {
    CHECK(thread_sleep(20000000));
    for (int i = 0; i < READERS; ++i)
      CHECK(send_text(pairs[i][1], "go"));
  }
  for (int i = 0; i < READERS; ++i)
    EXPECT(exit_code(children[i]) == 7);
}
