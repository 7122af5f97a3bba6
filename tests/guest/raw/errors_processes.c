// What the calls about processes, programs and signals refuse, and those about arguments, clocks and the
// terminal.
// NATIVE: no
// DIR: /data
// ENV: A=B
// STDERR: any
#include "files.h"

#include <fcntl.h>
#include <sys/stat.h>

enum { NOEXEC = 45, CHILD_ERROR = 12, SRCH = 71, BAD = -2 };

int WASIX(proc_spawn3)(const char *name, int name_length, const char **arguments, int count,
                       const char **environment, int environment_count, const spawn_operation *operations,
                       int operation_count, const void *signals, int signal_count, int searches,
                       const char *path, int path_length, uint32_t *pid);
void WASIX(proc_exec2)(const char *name, int name_length, const char *arguments, int arguments_length,
                       const char *environment, int environment_length);
int WASIX(clock_time_set)(int clock, uint64_t time);
int WASIX(proc_snapshot)(void);
int WASIX(tty_get)(void *state);
int WASIX(tty_set)(const void *state);
int WASIX(args_get)(void *pointers, void *strings);
int WASIX(environ_get)(void *pointers, void *strings);
int WASIX(args_sizes_get)(uint32_t *count, uint32_t *size);
int WASIX(environ_sizes_get)(uint32_t *count, uint32_t *size);
int WASIX(clock_res_get)(int clock, uint64_t *resolution);
int WASIX(clock_time_get)(int clock, uint64_t precision, uint64_t *time);
int WASIX(random_get)(void *buffer, uint32_t size);

static void *const bad = (void *)BAD;
static uint32_t pid, number, size;
static uint64_t time;

static void basics(void) {
  static char *pointers[16];
  static char strings[4096];
  CHECK(args_get(pointers, strings));
  EXPECT(args_get(bad, strings) == FAULT);
  EXPECT(args_get(pointers, bad) == FAULT);
  EXPECT(args_sizes_get(bad, &size) == FAULT);
  EXPECT(args_sizes_get(&number, bad) == FAULT);
  CHECK(environ_sizes_get(&number, &size));
  EXPECT(number == 1 && size == 4);
  CHECK(environ_get(pointers, strings));
  EXPECT(strcmp(pointers[0], "A=B") == 0);
  EXPECT(environ_get(bad, strings) == FAULT);
  EXPECT(environ_get(pointers, bad) == FAULT);
  EXPECT(environ_sizes_get(&number, bad) == FAULT);
  EXPECT(clock_res_get(4, &time) == INVAL);
  EXPECT(clock_res_get(0, bad) == FAULT);
  EXPECT(clock_time_get(4, 0, &time) == INVAL);
  EXPECT(clock_time_get(-1, 0, &time) == INVAL);
  EXPECT(clock_time_get(0, 0, bad) == FAULT);
  EXPECT(clock_time_set(0, 1) == PERM);
  EXPECT(clock_time_set(4, 1) == INVAL);
  EXPECT(random_get(bad, 3) == FAULT);
  EXPECT(random_get(strings, -1) == FAULT);
  EXPECT(proc_snapshot() == NOTSUP);
  // Standard streams are no terminals here.
  EXPECT(tty_get(strings) == NOTSUP);
  EXPECT(tty_set(strings) == NOTSUP);
  EXPECT(tty_set(bad) == FAULT);
}

#define TEXT(text) text, sizeof text - 1
static int exec_error(const char *name, int searches, const char *path) {
  return proc_exec3(name, strlen(name), "x", 1, 0, 0, searches, path, path ? strlen(path) : 0);
}

// /tmp/plain is no program, /data/plain has no permission to be one, /data/folder is a folder.
static void programs(void) {
  static char long_name[300] = "/data/";
  memset(long_name + 6, 'x', 290);
  CHECK(mkdir("/data/folder", 0777));
  static const char *const plain[] = {"/data/plain", "/tmp/plain"};
  for (int i = 0; i < 2; ++i) {
    const int file = open(plain[i], O_CREAT | O_WRONLY, 0666);
    EXPECT(file >= 0 && write(file, "text", 4) == 4 && close(file) == 0);
  }
  EXPECT(exec_error("/data/missing", 0, 0) == NOENT);
  EXPECT(exec_error("/nowhere/missing", 0, 0) == NOENT);
  EXPECT(exec_error("/tmp/plain", 0, 0) == NOEXEC);
  EXPECT(exec_error("/data/plain/below", 0, 0) == NOTDIR);
  EXPECT(exec_error("/data/folder", 0, 0) == ACCES);
  EXPECT(exec_error(long_name, 0, 0) == NAMETOOLONG);
  EXPECT(exec_error("", 0, 0) == NOENT);
  EXPECT(exec_error("missing", 1, 0) == NOENT);
  EXPECT(exec_error("missing", 1, "/data:/nowhere") == NOENT);
  EXPECT(exec_error("plain", 1, "/nowhere:/tmp") == NOEXEC);
  EXPECT(exec_error("plain", 1, "/nowhere:/data") == ACCES);
  EXPECT(exec_error("/data/plain", 0, 0) == ACCES);
  EXPECT(proc_exec3(TEXT("/data/plain"), TEXT("x"), TEXT("no equals sign"), 0, 0, 0) == ACCES);
  EXPECT(proc_exec3(TEXT("/data/plain"), TEXT("a\0b"), 0, 0, 0, 0, 0) == INVAL);
  const char *const arguments[] = {"x"}, *const variables[] = {"no equals sign"};
  EXPECT(proc_exec4(TEXT("/data/missing"), (const char **)arguments, 1, 0, 0, 0, 0, 0) == NOENT);
  EXPECT(proc_exec4(TEXT("/tmp/plain"), (const char **)arguments, 1, 0, 0, 0, 0, 0) == NOEXEC);
  EXPECT(proc_exec4(TEXT("/data/plain"), (const char **)arguments, 1, (const char **)variables, 1, 0, 0, 0) ==
         ACCES);
  EXPECT(proc_exec4(TEXT("/data/plain"), (const char **)arguments, 1 << 30, 0, 0, 0, 0, 0) == TOO_BIG);
  EXPECT(proc_spawn3(TEXT("/data/missing"), (const char **)arguments, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, &pid) ==
         NOENT);
  EXPECT(proc_spawn3(TEXT("/tmp/plain"), (const char **)arguments, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, &pid) ==
         NOEXEC);
  EXPECT(proc_spawn3(TEXT("/tmp/plain"), (const char **)arguments, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, bad) ==
         FAULT);
}

// Those that answer nothing end the process with 45 (semantics.md section 7).
static void programs_without_answer(void) {
  pid = fork_process();
  if (pid == 0) {
    proc_exec(TEXT("/data/missing"), TEXT("x"));
    _Exit(1);
  }
  EXPECT(exit_code(pid) == NOEXEC);
  pid = fork_process();
  if (pid == 0) {
    proc_exec2(TEXT("/tmp/plain"), TEXT("x"), TEXT("A=B"));
    _Exit(1);
  }
  EXPECT(exit_code(pid) == NOEXEC);
}

static int spawn_error(spawn_operation operation) {
  return proc_spawn2(TEXT("/data/missing"), TEXT("x"), 0, 0, &operation, 1, 0, 0, 0, 0, 0, &pid);
}

// What an action cannot do, spawn answers, and no child is left.
static void actions(void) {
  join_status status;
  option_pid any = {0, 0};
  EXPECT(spawn_error((spawn_operation){.command = 9}) == INVAL);
  EXPECT(proc_spawn2(TEXT("/data/missing"), TEXT("x"), 0, 0, 0, 0, 0, 0, 0, 0, 0, &pid) == NOENT);
  EXPECT(proc_spawn2(TEXT("/data/missing"), TEXT("x"), TEXT("none"), 0, 0, 0, 0, 0, 0, 0, &pid) == NOENT);
  EXPECT(proc_spawn(TEXT("/data/missing"), 1, TEXT("x"), 0, 0, 1, 1, 1, 0, 0, bad) == NOTSUP);
  EXPECT(proc_spawn(TEXT("/data/missing"), 0, TEXT("x"), 0, 0, 7, 1, 1, 0, 0, (void *)&time) == INVAL);
  EXPECT(proc_join(&any, 0, &status) == CHILD_ERROR);
}

static void waits(void) {
  join_status status;
  option_pid other = {1, 4711}, wrong = {2, 0}, own = {1, process_id()};
  EXPECT(proc_join(&other, 0, &status) == CHILD_ERROR);
  EXPECT(proc_join(&own, 0, &status) == CHILD_ERROR);
  EXPECT(proc_join(&wrong, 0, &status) == INVAL);
  EXPECT(proc_join(bad, 0, &status) == FAULT);
  // A status that cannot be stored leaves the child to be waited for.
  pid = fork_process();
  if (pid == 0)
    _Exit(5);
  option_pid child = {1, pid};
  EXPECT(proc_join(&child, 0, bad) == FAULT);
  EXPECT(exit_code(pid) == 5);
  EXPECT(proc_parent(4711, &number) == BADF);
  EXPECT(proc_parent(process_id(), bad) == FAULT);
  EXPECT(proc_id(bad) == FAULT);
  EXPECT(proc_fork(1, bad) == FAULT);
  EXPECT(proc_fork(0, bad) == FAULT);
  EXPECT(proc_fork_env(bad) == FAULT);
}

static void signals(void) {
  uint8_t list[64];
  EXPECT(proc_raise(32) == INVAL);
  EXPECT(proc_raise(-1) == INVAL);
  EXPECT(proc_signal(4711, 0) == SRCH);
  EXPECT(proc_signal(-1, 1) == SRCH);
  EXPECT(proc_signal(process_id(), 99) == INVAL);
  EXPECT(thread_signal(process_id(), 99) == INVAL);
  EXPECT(proc_raise_interval(32, 0, 0) == INVAL);
  EXPECT(proc_raise_interval(0, 0, 0) == INVAL);
  EXPECT(proc_signals_sizes_get(bad) == FAULT);
  EXPECT(proc_signals_get((void *)-1) == FAULT);
  CHECK(proc_signals_sizes_get(&number));
  EXPECT(number >= 1 && number < 32);
  CHECK(proc_signals_get(list));
}

static void stacks(void) {
  stack_snapshot snapshot;
  EXPECT(stack_checkpoint(bad, &time) == FAULT);
  EXPECT(stack_checkpoint(&snapshot, bad) == FAULT);
  // A checkpoint that nobody made.
  pid = fork_process();
  if (pid == 0) {
    memset(&snapshot, 77, sizeof snapshot);
    stack_restore(&snapshot, 1);
  }
  EXPECT(exit_code(pid) == 79);
}

int main(void) {
  basics();
  programs();
  programs_without_answer();
  actions();
  waits();
  signals();
  stacks();
  puts("refused");
}
