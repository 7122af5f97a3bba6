// Process calls, timed from inside: built as a guest with raw WASIX imports and natively with the kernel's
// calls.
//
//   process OPERATION TOUCHED-BYTES ROUNDS PROGRAM
//
// Prints the nanoseconds of every round. Before the first round that many bytes are written once, so that
// both sides have the same memory to clone; a forked child writes to 16 of its pages and ends. fork_keep
// leaves all its children alive, says "alive", and waits for the end of its input.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char *memory;
static size_t touched;
static const char *program;

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void touch_pages(void) {
  for (size_t i = 0; i < 16 && i * 4096 < touched; ++i)
    memory[touched / 16 * i] += 1;
}

static void touch_all(void) {
  for (size_t i = 0; i < touched; i += 4096)
    memory[i] += 1;
}

#ifdef __wasm__
#include "tests/guest/raw/wasix.h"

static void fail(const char *what) {
  fprintf(stderr, "%s failed\n", what);
  exit(1);
}
static void wait_for(uint32_t pid) {
  join_status status;
  option_pid child = {1, pid};
  if (proc_join(&child, 0, &status) || status.tag != 1 || status.value != 0)
    fail("join");
}
static void execute(void) {
  proc_exec3(program, strlen(program), "p", 1, 0, 0, 0, 0, 0);
  proc_exit2(1);
}
static void fork_exit_join(void) {
  uint32_t pid;
  if (proc_fork(1, &pid))
    fail("fork");
  if (pid == 0) {
    touch_pages();
    proc_exit2(0);
  }
  wait_for(pid);
}
static void fork_exec_join(void) {
  uint32_t pid;
  if (proc_fork(1, &pid))
    fail("fork");
  if (pid == 0)
    execute();
  wait_for(pid);
}
static void vfork_exec_join(void) {
  uint32_t pid;
  if (proc_fork(0, &pid))
    fail("vfork");
  if (pid == 0)
    execute();
  wait_for(pid);
}
static void spawn_join(void) {
  uint32_t pid;
  if (proc_spawn2(program, strlen(program), "p", 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, &pid))
    fail("spawn");
  wait_for(pid);
}
static void make_pipe(int *ends) {
  if (fd_pipe((uint32_t *)&ends[0], (uint32_t *)&ends[1]))
    fail("pipe");
}
static int fork_child(void) {
  uint32_t pid;
  if (proc_fork(1, &pid))
    fail("fork");
  return pid;
}
static void call_id(void) {
  uint32_t pid;
  proc_id(&pid);
}
#else
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static void wait_for(pid_t pid) {
  int status;
  if (waitpid(pid, &status, 0) != pid || status != 0)
    exit(1);
}
static void execute(void) {
  char *arguments[] = {"p", NULL};
  execve(program, arguments, arguments + 1);
  _exit(1);
}
static void fork_exit_join(void) {
  const pid_t pid = fork();
  if (pid == 0) {
    touch_pages();
    _exit(0);
  }
  wait_for(pid);
}
static void fork_exec_join(void) {
  const pid_t pid = fork();
  if (pid == 0)
    execute();
  wait_for(pid);
}
static void vfork_exec_join(void) {
  const pid_t pid = vfork();
  if (pid == 0)
    execute();
  wait_for(pid);
}
static void spawn_join(void) {
  pid_t pid;
  char *arguments[] = {"p", NULL};
  if (posix_spawn(&pid, program, NULL, NULL, arguments, arguments + 1))
    exit(1);
  wait_for(pid);
}
static void make_pipe(int *ends) {
  if (pipe(ends))
    exit(1);
}
static int fork_child(void) { return fork(); }
static void call_id(void) { syscall(SYS_getpid); }
#endif

// What sharing pages costs in the end: both sides write to all of them.
static void fork_both_write(void) {
  const int pid = fork_child();
  touch_all();
  if (pid == 0)
    _Exit(0);
  wait_for(pid);
}

static int there[2], back[2];

static void pipe_pingpong(void) {
  char byte = 1;
  if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1)
    exit(1);
}

static void start_echo(void) {
  make_pipe(there);
  make_pipe(back);
  if (fork_child() != 0)
    return;
  char byte;
  close(there[1]);
  while (read(there[0], &byte, 1) == 1)
    if (write(back[1], &byte, 1) != 1)
      break;
  _Exit(0);
}

// A child that ends when its parent does.
static void fork_keep(void) {
  if (there[0] == there[1])
    make_pipe(there);
  if (fork_child() != 0)
    return;
  char byte;
  touch_pages();
  close(there[1]);
  (void)read(there[0], &byte, 1);
  _Exit(0);
}

static void clock_call(void) { now(); }

int main(int count, char **arguments) {
  static const struct {
    const char *name;
    void (*run)(void);
    int repeat;
  } operations[] = {{"fork_exit_join", fork_exit_join, 1},
                    {"fork_exec_join", fork_exec_join, 1},
                    {"vfork_exec_join", vfork_exec_join, 1},
                    {"spawn_join", spawn_join, 1},
                    {"fork_both_write", fork_both_write, 1},
                    {"fork_keep", fork_keep, 1},
                    {"pipe_pingpong", pipe_pingpong, 10},
                    {"clock_time_get", clock_call, 1000},
                    {"proc_id", call_id, 1000}};
  if (count < 5)
    return 2;
  touched = strtoull(arguments[2], NULL, 10);
  const int rounds = atoi(arguments[3]);
  program = arguments[4];
  memory = malloc(touched + 4096);
  memset(memory, 1, touched);
  uint64_t *times = malloc(rounds * sizeof *times);
  memset(times, 0, rounds * sizeof *times);
  for (size_t i = 0; i < sizeof operations / sizeof *operations; ++i) {
    if (strcmp(operations[i].name, arguments[1]) != 0)
      continue;
    if (operations[i].run == pipe_pingpong)
      start_echo();
    for (int round = 0; round < rounds; ++round) {
      const uint64_t begin = now();
      for (int j = 0; j < operations[i].repeat; ++j)
        operations[i].run();
      times[round] = (now() - begin) / operations[i].repeat;
    }
    if (operations[i].run == fork_keep) {
      puts("alive");
      fflush(stdout);
      getchar();
    }
  }
  for (int round = 0; round < rounds; ++round)
    printf("%llu\n", (unsigned long long)times[round]);
}
