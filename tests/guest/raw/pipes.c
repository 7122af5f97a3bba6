// Pipes between processes: order, end of file, PIPE, atomic writes, a full buffer, duplicates, close-on-exec.
// NATIVE: no
// STDERR: any
#include "wasix.h"

static void make_pipe(uint32_t *ends) { CHECK(fd_pipe(&ends[0], &ends[1])); }

static void ping_pong(int rounds) {
  uint32_t there[2], back[2];
  make_pipe(there);
  make_pipe(back);
  const uint32_t child = fork_process();
  if (child == 0) {
    close(there[1]);
    close(back[0]);
    int value;
    while (read(there[0], &value, sizeof value) == sizeof value) {
      ++value;
      EXPECT(write(back[1], &value, sizeof value) == sizeof value);
    }
    _Exit(9);
  }
  close(there[0]);
  close(back[1]);
  for (int i = 0; i < rounds; ++i) {
    int value = i;
    EXPECT(write(there[1], &value, sizeof value) == sizeof value);
    EXPECT(read(back[0], &value, sizeof value) == sizeof value);
    EXPECT(value == i + 1);
  }
  close(there[1]);
  EXPECT(exit_code(child) == 9);
  close(back[0]);
}

// More than the buffer holds, through a slow reader.
static void bulk(void) {
  static unsigned char block[300000];
  uint32_t ends[2];
  make_pipe(ends);
  const uint32_t child = fork_process();
  if (child == 0) {
    close(ends[0]);
    for (size_t i = 0; i < sizeof block; ++i)
      block[i] = i * 7;
    EXPECT(write(ends[1], block, sizeof block) == sizeof block);
    _Exit(0);
  }
  close(ends[1]);
  size_t total = 0;
  for (ssize_t got; (got = read(ends[0], block, 1000)) > 0; total += got)
    for (ssize_t i = 0; i < got; ++i)
      EXPECT(block[i] == (unsigned char)((total + i) * 7));
  EXPECT(total == sizeof block);
  EXPECT(exit_code(child) == 0);
  close(ends[0]);
}

static void atomic_writes(void) {
  enum { WRITERS = 5, LINES = 200, LENGTH = 3000 };
  uint32_t ends[2];
  make_pipe(ends);
  for (int writer = 0; writer < WRITERS; ++writer)
    if (fork_process() == 0) {
      char line[LENGTH];
      memset(line, 'a' + writer, sizeof line);
      for (int i = 0; i < LINES; ++i)
        EXPECT(write(ends[1], line, sizeof line) == sizeof line);
      _Exit(0);
    }
  close(ends[1]);
  char line[LENGTH];
  int lines = 0;
  for (;; ++lines) {
    size_t have = 0;
    ssize_t got;
    while (have < LENGTH && (got = read(ends[0], line + have, LENGTH - have)) > 0)
      have += got;
    if (have == 0)
      break;
    EXPECT(have == LENGTH);
    for (int i = 1; i < LENGTH; ++i)
      EXPECT(line[i] == line[0]);
  }
  EXPECT(lines == WRITERS * LINES);
  join_status status;
  for (int i = 0; i < WRITERS; ++i)
    join(0, &status);
  close(ends[0]);
}

static void broken_pipe(void) {
  uint32_t ends[2];
  make_pipe(ends);
  const uint32_t child = fork_process();
  if (child == 0) {
    close(ends[0]);
    uint32_t other[2];
    make_pipe(other);
    close(other[0]);
    write(other[1], "x", 1); // SIGPIPE
    _Exit(1);
  }
  join_status status;
  join(child, &status);
  printf("broken pipe: tag %d signal %d\n", status.tag, status.signal);
  close(ends[0]);
  close(ends[1]);
}

int main(void) {
  ping_pong(10000);
  bulk();
  atomic_writes();
  broken_pipe();
  uint32_t copy;
  CHECK(fd_dup2(1, 40, 1, &copy));
  uint16_t flags;
  CHECK(fd_fdflags_get(copy, &flags));
  printf("copy %u flags %u\n", copy, flags);
  fflush(stdout);
  CHECK(fd_fdflags_set(copy, 0));
  EXPECT(write(copy, "through the copy\n", 17) == 17);
  EXPECT(fd_dup(99, &copy) == 8);
  uint32_t ends[2];
  make_pipe(ends);
  EXPECT(read(ends[1], &flags, 1) < 0);
  EXPECT(write(ends[0], &flags, 1) < 0);
}
