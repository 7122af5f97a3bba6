// Every process call while the host runs out of something, once. Run by faults.py, which makes one system
// call of the host fail: a call either succeeds or says what is missing, without a trace; the next attempt
// succeeds.
#include "tests/guest/raw/wasix.h"

enum { AGAIN = 6, MFILE = 33, NOMEM = 48, ATTEMPTS = 6, FAILED = 100, LARGE = 6 << 20 };

static volatile uint32_t *large; // LARGE bytes, so that forks share it

static void check_large(uint32_t first) {
  EXPECT(large[0] == first);
  for (uint32_t i = 1024; i < LARGE / 4; i += 1024)
    EXPECT(large[i] == i);
}

static int grow(void) {
  const size_t begin = __builtin_wasm_memory_grow(0, LARGE / 65536);
  if (begin == (size_t)-1)
    return NOMEM;
  large = (uint32_t *)(begin * 65536);
  for (uint32_t i = 1024; i < LARGE / 4; i += 1024)
    large[i] = i;
  return 0;
}

static int make_pipe(void) {
  uint32_t ends[2];
  const int error = fd_pipe(&ends[0], &ends[1]);
  if (error == 0) {
    EXPECT(close(ends[0]) == 0);
    EXPECT(close(ends[1]) == 0);
  }
  return error;
}

static int fork_and_join(void) {
  uint32_t pid;
  const int error = proc_fork(1, &pid);
  if (error != 0)
    return error;
  if (pid == 0) {
    check_large(large[0]);
    large[0] = 12345;
    _Exit(3);
  }
  EXPECT(exit_code(pid) == 3);
  check_large(0);
  return 0;
}

// The parent goes on while the child is there.
static int fork_and_outlive(void) {
  uint32_t pid, ends[2];
  int error = fd_pipe(&ends[0], &ends[1]);
  if (error != 0)
    return error;
  error = proc_fork(1, &pid);
  if (error == 0 && pid == 0) {
    char byte;
    close(ends[1]);
    EXPECT(read(ends[0], &byte, 1) == 0);
    check_large(0);
    _Exit(4);
  }
  large[0] = 7;
  EXPECT(close(ends[0]) == 0);
  EXPECT(close(ends[1]) == 0);
  if (error != 0) {
    large[0] = 0;
    return error;
  }
  EXPECT(exit_code(pid) == 4);
  check_large(7);
  large[0] = 0;
  return 0;
}

static int result_of_program(uint32_t pid) {
  const int code = exit_code(pid);
  EXPECT(code == 7 || code > FAILED);
  return code == 7 ? 0 : code - FAILED;
}

static int execute(void) { return proc_exec3("/ro/target", 10, "target\ncode\n7\n", 14, 0, 0, 0, 0, 0); }

static int fork_and_exec(void) {
  uint32_t pid;
  const int error = proc_fork(1, &pid);
  if (error != 0)
    return error;
  if (pid == 0)
    _Exit(FAILED + execute());
  return result_of_program(pid);
}

static int vfork_and_exec(void) {
  uint32_t pid;
  const int error = proc_fork(0, &pid);
  if (error != 0)
    return error;
  if (pid == 0)
    _Exit(FAILED + execute());
  return result_of_program(pid);
}

static int spawn(void) {
  const spawn_operation operations[] = {
      {.command = 2, .fd = 30, .path = "/ro/target", .path_length = 10, .rights = 2},
      {.command = 1, .fd = 40, .source = 30},
      {.command = 0, .fd = 30},
      {.command = 3, .path = "/ro", .path_length = 3},
  };
  uint32_t pid = 1234;
  const int error =
      proc_spawn2("target", 6, "target\ncode\n7\n", 14, 0, 0, operations, 4, 0, 0, 0, 0, 0, &pid);
  if (error == 0)
    return result_of_program(pid);
  EXPECT(pid == 1234);
  return error;
}

static void attempt(const char *name, int (*call)(void)) {
  for (int i = 0; i < ATTEMPTS; ++i) {
    const int error = call();
    option_pid any = {0, 0};
    join_status status;
    EXPECT(proc_join(&any, NO_HANG, &status) == 12); // no child is left
    if (error == 0)
      return;
    if (error != AGAIN && error != MFILE && error != NOMEM) {
      fprintf(stderr, "%s: errno %d\n", name, error);
      exit(97);
    }
  }
  fprintf(stderr, "%s: failed again and again\n", name);
  exit(96);
}

int main(void) {
  uint32_t before[2], after[2];
  EXPECT(write(1, "started\n", 8) == 8);
  for (int round = 0; round < 2; ++round) {
    attempt("pipe", make_pipe);
    CHECK(fd_dup(0, &before[round]));
    if (round == 0)
      attempt("grow", grow);
    attempt("fork", fork_and_join);
    attempt("fork, outliving", fork_and_outlive);
    attempt("fork again", fork_and_join);
    attempt("fork, exec", fork_and_exec);
    attempt("vfork, exec", vfork_and_exec);
    attempt("spawn", spawn);
    CHECK(fd_dup(0, &after[round]));
    EXPECT(after[round] == before[round] + 1); // no descriptor is left
  }
}
