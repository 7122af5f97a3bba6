// The WASIX process calls as raw imports, for tests that use no library on top of them.
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WASIX(name) __attribute__((import_module("wasix_32v1"), import_name(#name))) name

typedef struct {
  uint8_t tag;
  uint32_t pid;
} option_pid;

typedef struct {
  uint8_t tag; // 0 nothing, 1 exited, 2 signaled
  uint8_t padding;
  uint16_t value;
  uint8_t signal;
  uint8_t reserved;
} join_status;

typedef struct {
  uint8_t command; // 0 close, 1 dup2, 2 open, 3 chdir, 4 fchdir
  uint32_t fd, source;
  const char *path;
  uint32_t path_length, lookup_flags;
  uint16_t open_flags;
  uint64_t rights, rights_inheriting;
  uint16_t fd_flags, fd_flags_extended;
} spawn_operation;

typedef struct {
  uint64_t user, low, high;
} stack_snapshot;

int WASIX(proc_fork)(int copies_memory, uint32_t *pid);
int WASIX(proc_fork_env)(uint32_t *pid);
int WASIX(proc_join)(option_pid *pid, int flags, join_status *status);
int WASIX(proc_id)(uint32_t *pid);
int WASIX(proc_parent)(uint32_t pid, uint32_t *parent);
void WASIX(proc_exit2)(int code);
int WASIX(proc_exec3)(const char *name, int name_length, const char *arguments, int arguments_length,
                      const char *environment, int environment_length, int searches, const char *path,
                      int path_length);
int WASIX(proc_exec4)(const char *name, int name_length, const char **arguments, int count,
                      const char **environment, int environment_count, int searches, const char *path,
                      int path_length);
void WASIX(proc_exec)(const char *name, int name_length, const char *arguments, int arguments_length);
typedef struct {
  uint32_t tag, fd;
} option_fd;
typedef struct {
  uint32_t pid;
  option_fd streams[3];
} process_handles;
int WASIX(proc_spawn)(const char *name, int name_length, int changes_root, const char *arguments,
                      int arguments_length, const char *preopens, int preopens_length, int input, int output,
                      int error, const char *directory, int directory_length, process_handles *handles);
int WASIX(proc_spawn2)(const char *name, int name_length, const char *arguments, int arguments_length,
                       const char *environment, int environment_length, const spawn_operation *operations,
                       int operation_count, const void *signals, int signal_count, int searches,
                       const char *path, int path_length, uint32_t *pid);
int WASIX(proc_signal)(uint32_t pid, int signal);
int WASIX(proc_raise)(int signal);
int WASIX(proc_raise_interval)(int signal, uint64_t interval, int repeats);
int WASIX(proc_signals_sizes_get)(uint32_t *count);
int WASIX(proc_signals_get)(void *list);
int WASIX(thread_signal)(uint32_t tid, int signal);
void WASIX(callback_signal)(const char *name, int length);
int WASIX(fd_pipe)(uint32_t *read_end, uint32_t *write_end);
int WASIX(fd_dup)(uint32_t fd, uint32_t *copy);
int WASIX(fd_dup2)(uint32_t fd, uint32_t lowest, int closes_on_exec, uint32_t *copy);
int WASIX(fd_fdflags_get)(uint32_t fd, uint16_t *flags);
int WASIX(fd_fdflags_set)(uint32_t fd, int flags);
int __attribute__((import_module("wasix_32v1"), import_name("getcwd"))) raw_getcwd(char *buffer,
                                                                                   uint32_t *length);
int __attribute__((import_module("wasix_32v1"), import_name("chdir"))) raw_chdir(const char *path,
                                                                                 uint32_t length);
int WASIX(stack_checkpoint)(stack_snapshot *snapshot, uint64_t *result);
void WASIX(stack_restore)(stack_snapshot *snapshot, uint64_t value);
int WASIX(context_create)(uint64_t *id, void (*entry)(void));
int WASIX(context_switch)(uint64_t id);
int WASIX(context_destroy)(uint64_t id);

enum { ANY = 0, NO_HANG = 1 };

// The errno of a call that must succeed ends the test.
#define CHECK(call)                                                                                          \
  do {                                                                                                       \
    const int call_errno = (call);                                                                           \
    if (call_errno != 0) {                                                                                   \
      fprintf(stderr, "%s:%d: %s: errno %d\n", __FILE_NAME__, __LINE__, #call, call_errno);                  \
      exit(99);                                                                                              \
    }                                                                                                        \
  } while (0)
#define EXPECT(condition)                                                                                    \
  do {                                                                                                       \
    if (!(condition)) {                                                                                      \
      fprintf(stderr, "%s:%d: %s\n", __FILE_NAME__, __LINE__, #condition);                                   \
      exit(98);                                                                                              \
    }                                                                                                        \
  } while (0)

static inline uint32_t fork_process(void) {
  uint32_t pid = ~0u;
  fflush(stdout);
  CHECK(proc_fork(1, &pid));
  return pid;
}

static inline uint32_t process_id(void) {
  uint32_t pid;
  CHECK(proc_id(&pid));
  return pid;
}

// Waits for one child, or for any when `child` is 0; returns its pid. Signals do not end it.
static inline uint32_t join(uint32_t child, join_status *status) {
  option_pid pid;
  int error;
  do {
    pid = (option_pid){child != 0, child};
    error = proc_join(&pid, 0, status);
  } while (error == 27);
  CHECK(error);
  EXPECT(pid.tag == 1);
  return pid.pid;
}

// Keeps its CPU busy, with no call that could let others run.
static inline void spin(int rounds) {
  static unsigned sieve[4096];
  for (int round = 0; round < rounds * 64; ++round)
    for (int i = 0; i < 4096; ++i)
      sieve[i] = sieve[(i * 77 + sieve[i]) & 4095] * 2654435761u + round;
}

static inline int exit_code(uint32_t child) {
  join_status status;
  EXPECT(join(child, &status) == child);
  EXPECT(status.tag == 1);
  return status.value;
}
