// A tree in /tmp that is deeper than any stack, left by its last user while another process goes on: that one runs
// another program, of preview1 (-DALONE), which can close the directories it was born with.
//
// usage: deep_tree DEPTH
#include "../guest/raw/files.h"

#include <time.h>

#ifdef ALONE

int main(void) {
  for (int fd = 3; fd < 30; ++fd)
    close(fd);
  const struct timespec time = {1, 0}; // for the child of the program before, which has them, too
  nanosleep(&time, NULL);
  puts("alone");
  return 0;
}

#else

int WASIX(thread_sleep)(uint64_t nanoseconds);

int main(int argc, char **argv) {
  enum { TMP = 5 }; // behind the grant and /dev
  const uint64_t all = (1ull << 30) - 1, reading = all & ~(uint64_t)(WRITE_RIGHT | 1 << 8 | 1 << 22);
  uint32_t at = TMP;
  for (int i = 0; i < atoi(argv[1]); ++i) {
    uint32_t next;
    CHECK(__wasi_path_create_directory(at, "d"));
    CHECK(path_open2(at, 0, "d", 1, DIRECTORY, reading, all, 0, 0, &next));
    if (at != TMP)
      close((int)at);
    at = next;
  }
  close((int)at);
  if (fork_process() == 0) {
    CHECK(thread_sleep(500 * 1000000ull));
    _Exit(0);
  }
  return proc_exec3("/bin/alone", 10, "alone", 5, 0, 0, 0, 0, 0);
}

#endif
