// NATIVE: no
// STDERR: any
// BUILDS: threads
// Threads: sharing memory, waiting for each other, signals to one of them, and how they end together.
#include "threads.h"

enum { TERM = 15, USR1 = 10, ABRT = 6, ILL = 4, INTR = 27 };
enum { COUNT = 4, ROUNDS = 20000 };

static thread threads[COUNT];
static volatile int counter, released, handled_by;

static void add(thread *self) {
  await(&released, 1);
  for (int i = 0; i < ROUNDS; ++i)
    __atomic_fetch_add(&counter, 1, __ATOMIC_RELAXED);
  uint32_t tid;
  CHECK(thread_id(&tid));
  set(&self->value, (int)tid);
}

static void counting(void) {
  for (int i = 0; i < COUNT; ++i)
    start(&threads[i], add);
  set(&released, 1);
  for (int i = 0; i < COUNT; ++i) {
    CHECK(thread_join(threads[i].tid));
    EXPECT(threads[i].value == (int)threads[i].tid);
  }
  CHECK(thread_join(threads[0].tid));
  uint32_t tid, parallelism;
  CHECK(thread_id(&tid));
  CHECK(thread_parallelism(&parallelism));
  printf("counted %d, %d, %d\n", counter, tid == process_id(), parallelism >= 1);
}

static void wait_for_futex(thread *self) {
  const option_timestamp never = {0, 0};
  uint8_t woken = 7;
  do
    self->value = futex_wait(&released, 1, &never, &woken);
  while (released == 1);
  EXPECT(self->value == 0 && woken == 1);
}

// Both kinds of waiting see both kinds of waking.
static void futexes(void) {
  const option_timestamp soon = {1, 1000000};
  uint8_t woken = 7;
  CHECK(futex_wait(&released, 1, &soon, &woken));
  EXPECT(woken == 0);
  CHECK(futex_wait(&released, 5, &soon, &woken));
  EXPECT(woken == 1);
  EXPECT(atomic_wait(&released, 5, -1) == 1 && atomic_wait(&released, 1, 1000000) == 2);
  for (int i = 0; i < COUNT; ++i)
    start(&threads[i], wait_for_futex);
  CHECK(thread_sleep(5000000));
  released = 2;
  while (__builtin_wasm_memory_atomic_notify((int *)&released, 1) == 0)
    ;
  CHECK(futex_wake(&released, &woken));
  CHECK(futex_wake_all(&released, &woken));
  for (int i = 0; i < COUNT; ++i)
    CHECK(thread_join(threads[i].tid));
  printf("futexes\n");
}

__attribute__((export_name("on_signal"))) void on_signal(int signal) {
  uint32_t tid;
  CHECK(thread_id(&tid));
  handled_by = (int)tid;
}

static void sleep_long(thread *self) {
  set(&self->value, 1);
  const int error = thread_sleep(60000000000);
  set(&self->value, error == INTR && handled_by == (int)self->tid ? 2 : 3);
}

static void signals(void) {
  callback_signal("on_signal", 9);
  start(&threads[0], sleep_long);
  await(&threads[0].value, 1);
  CHECK(thread_sleep(2000000));
  CHECK(thread_signal(threads[0].tid, USR1));
  CHECK(thread_join(threads[0].tid));
  EXPECT(threads[0].value == 2);
  CHECK(proc_signal(process_id(), USR1));
  EXPECT(handled_by == (int)process_id());
  CHECK(thread_signal(4321, USR1));
  callback_signal(NULL, 0);
  printf("signals\n");
}

static void exit_from_thread(thread *self) { proc_exit2(7); }
static void trap_in_thread(thread *self) { __builtin_trap(); }
static void exit_alone(thread *self) { thread_exit(9); }
static void compute(thread *self) {
  for (;;)
    ++self->value;
}
static void linger(thread *self) {
  CHECK(thread_sleep(20000000));
  set(&counter, -1);
}

// What a forked process does to come to its end.
static void end_by_thread(void) {
  start(&threads[0], exit_from_thread);
  compute(&threads[1]);
}
static void end_by_trap(void) {
  start(&threads[0], trap_in_thread);
  CHECK(thread_sleep(60000000000));
}
static void end_by_signal(void) {
  start(&threads[0], compute);
  CHECK(proc_signal(process_id(), TERM));
}
static void end_by_return(void) {
  start(&threads[0], compute);
  start(&threads[1], exit_alone);
  exit(8);
}
static void end_with_last(void) {
  start(&threads[0], linger);
  thread_exit(3);
}

static void ends(const char *what, void (*end)(void)) {
  const uint32_t child = fork_process();
  if (child == 0) {
    end();
    proc_exit2(99);
  }
  join_status status;
  EXPECT(join(child, &status) == child);
  printf("%s: %s %d\n", what, status.tag == 2 ? "signal" : "exit",
         status.tag == 2 ? status.signal : status.value);
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  counting();
  futexes();
  signals();
  ends("a thread exits", end_by_thread);
  ends("a thread traps", end_by_trap);
  ends("a signal", end_by_signal);
  ends("main returns", end_by_return);
  ends("the last thread", end_with_last);
  return 0;
}
