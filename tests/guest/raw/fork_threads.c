// NATIVE: no
// STDERR: any
// SELF: bin/self
// BUILDS: threads
// fork and exec of a process with threads: memory as of one instant, nobody but the caller in the child.
#include "threads.h"

enum { WRITERS = 3, FORKS = 60, SPREAD = 1 << 20 };

static thread threads[WRITERS];
static volatile int stopping, never;
static char far[2 * SPREAD]; // so that a copy takes its time

static int *first(void) { return (int *)&far[0]; }
static int *last(void) { return (int *)&far[sizeof far - sizeof(int)]; }
static int load(const volatile int *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }

// At every instant, the last word is ahead by at most one; they lie at the two ends of what is copied.
static void write_pairs(thread *self) {
  for (int i = 1; !load(&stopping); ++i) {
    __atomic_store_n(last(), i, __ATOMIC_SEQ_CST);
    __atomic_store_n(first(), i, __ATOMIC_SEQ_CST);
  }
}

static int is_torn(void) { return load(last()) < load(first()) || load(last()) > load(first()) + 1; }

// The others call the host, which writes much of what is copied, and sleep.
int __attribute__((import_module("wasi_snapshot_preview1"), import_name("random_get")))
random_bytes(void *bytes, int size);
static void call_host(thread *self) {
  while (!load(&stopping)) {
    CHECK(random_bytes(&far[SPREAD / 2], SPREAD));
    self->value += (int)process_id() - 1;
  }
}
static void sleep_often(thread *self) {
  while (!load(&stopping))
    atomic_wait(&never, 0, 100000);
}

static void (*const kinds[WRITERS])(thread *) = {write_pairs, call_host, sleep_often};

static void start_all(void) {
  for (int i = 0; i < WRITERS; ++i)
    start(&threads[i], kinds[i]);
}

static void stop_all(void) {
  set(&stopping, 1);
  for (int i = 0; i < WRITERS; ++i)
    CHECK(thread_join(threads[i].tid));
  set(&stopping, 0);
}

static void snapshots(void) {
  memset(far, 0, sizeof far);
  start_all();
  for (int i = 0; i < FORKS; ++i) {
    const uint32_t child = fork_process();
    if (child == 0) {
      const int before = load(first());
      spin(1);
      proc_exit2(is_torn() ? 1 : before != load(first()) ? 2 : 3);
    }
    EXPECT(exit_code(child) == 3);
  }
  stop_all();
  printf("snapshots\n");
}

static void fork_often(thread *self) {
  for (int i = 0; i < 20; ++i) {
    const uint32_t child = fork_process();
    if (child == 0) {
      uint32_t tid;
      CHECK(thread_id(&tid));
      if (i % 2)
        proc_exit2(tid == process_id() ? 40 : 41);
      return; // the last thread, so the end of the process
    }
    self->value += exit_code(child);
  }
}

static void forks_by_threads(void) {
  for (int i = 0; i < WRITERS; ++i) {
    threads[i].value = 0;
    start(&threads[i], fork_often);
  }
  int sum = 0;
  for (int i = 0; i < WRITERS; ++i) {
    CHECK(thread_join(threads[i].tid));
    sum += threads[i].value;
  }
  printf("forks by threads: %d\n", sum);
}

static void run_self(const char *argument) {
  const char *arguments[] = {"self", argument};
  proc_exec4("bin/self", 8, arguments, 2, NULL, 0, 0, NULL, 0);
  proc_exit2(98);
}

static void exec_in_thread(thread *self) { run_self("by thread"); }

static void execs(const char *who, int by_thread) {
  const uint32_t child = fork_process();
  if (child == 0) {
    start_all();
    static thread caller;
    if (by_thread) {
      start(&caller, exec_in_thread);
      write_pairs(&threads[0]);
    }
    run_self("by main");
  }
  printf("exec %s: %d\n", who, exit_code(child));
}

static void vfork_in_thread(thread *self) {
  uint32_t pid;
  CHECK(proc_fork(0, &pid));
  if (pid == 0)
    run_self("by vfork");
  self->value = exit_code(pid);
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IONBF, 0);
  if (argc > 1) {
    uint32_t tid;
    CHECK(thread_id(&tid));
    printf("%s: %d\n", argv[1], tid == process_id());
    return 5;
  }
  snapshots();
  forks_by_threads();
  execs("by a thread", 1);
  execs("by main", 0);
  start_all();
  static thread caller;
  start(&caller, vfork_in_thread);
  CHECK(thread_join(caller.tid));
  printf("vfork in a thread: %d\n", caller.value);
  stop_all();
  return 0;
}
