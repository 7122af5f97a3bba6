// What thread_* and futex_* refuse, and how their waits end.
// NATIVE: no
// BUILDS: threads
#include "threads.h"

enum { DEADLOCK = 16, FAULT = 21, INTR = 27, INVAL = 28, BAD = -2, UNKNOWN_TID = 0x1ffffff0 };

int __attribute__((import_module("wasix_32v1"), import_name("thread_spawn"))) spawn_as_before(void *start,
                                                                                              uint32_t *tid);

static void *const bad = (void *)BAD;
static volatile int word, started, woken_by_signal;
static thread one, two;
static uint8_t woken;

static void nothing(thread *self) { (void)self; }

static void spawns(void) {
  uint32_t tid;
  EXPECT(thread_spawn_v2(bad, &tid) == FAULT);
  EXPECT(thread_spawn_v2(&one, bad) == FAULT);
  EXPECT(spawn_as_before(bad, &tid) == FAULT);
  EXPECT(spawn_as_before(&one, bad) == FAULT);
  thread *const threads[] = {&one, &two};
  for (int i = 0; i < 2; ++i) {
    threads[i]->stack = threads[i]->space + sizeof threads[i]->space;
    threads[i]->run = nothing;
  }
  CHECK(thread_spawn_v2(&one, &tid));
  CHECK(thread_join(tid));
  EXPECT(one.tid == tid);
  CHECK(spawn_as_before(&two, &tid));
  CHECK(thread_join(tid));
  EXPECT(two.tid == tid);
}

static void numbers(void) {
  EXPECT(thread_id(bad) == FAULT);
  EXPECT(thread_parallelism(bad) == FAULT);
  uint32_t own;
  CHECK(thread_id(&own));
  EXPECT(thread_join(own) == DEADLOCK);
  CHECK(thread_join(UNKNOWN_TID)); // who is not there is not waited for
  EXPECT(thread_signal(own, 99) == INVAL);
  CHECK(thread_signal(UNKNOWN_TID, 10)); // lost
}

static void futexes(void) {
  const option_timestamp soon = {1, 2000000}, never = {0, 0};
  int *const unaligned = (int *)((char *)&word + 1);
  EXPECT(futex_wait(unaligned, 0, &soon, &woken) == INVAL);
  EXPECT(futex_wait((int *)-4, 0, &soon, &woken) == FAULT);
  EXPECT(futex_wait(&word, 0, bad, &woken) == FAULT);
  EXPECT(futex_wait(&word, 0, &soon, (void *)-1) == FAULT);
  EXPECT(futex_wake(unaligned, &woken) == INVAL);
  EXPECT(futex_wake(&word, (void *)-1) == FAULT);
  EXPECT(futex_wake_all(unaligned, &woken) == INVAL);
  EXPECT(futex_wake_all(&word, (void *)-1) == FAULT);
  // Another value counts as woken, the end of the time does not (semantics.md section 12).
  woken = 9;
  CHECK(futex_wait(&word, 1, &never, &woken));
  EXPECT(woken == 1);
  CHECK(futex_wait(&word, 0, &soon, &woken));
  EXPECT(woken == 0);
  CHECK(futex_wake(&word, &woken));
  EXPECT(woken == 1);
}

static void sleep_long(thread *self) {
  set(&started, 1);
  self->value = thread_sleep(20000000000ull);
}

static void wait_long(thread *self) {
  const option_timestamp never = {0, 0};
  uint8_t by_wake;
  set(&started, 1);
  self->value = futex_wait(&word, 0, &never, &by_wake);
}

// A signal ends both kinds of waits; a futex counts as woken.
__attribute__((export_name("handler"))) void handler(int signal) { woken_by_signal = signal; }

static void interruptions(void) {
  void (*const waits[])(thread *) = {sleep_long, wait_long};
  callback_signal("handler", 7);
  for (int i = 0; i < 2; ++i) {
    set(&started, 0);
    start(&one, waits[i]);
    await(&started, 1);
    while (!woken_by_signal) {
      CHECK(thread_signal(one.tid, 10));
      CHECK(thread_sleep(1000000));
    }
    CHECK(thread_join(one.tid));
    EXPECT(one.value == (waits[i] == sleep_long ? INTR : 0) && woken_by_signal == 10);
    woken_by_signal = 0;
  }
  CHECK(proc_raise_interval(14, 20000000, 0));
  EXPECT(thread_sleep(20000000000ull) == INTR);
  EXPECT(woken_by_signal == 14);
}

int main(void) {
  spawns();
  numbers();
  futexes();
  interruptions();
  puts("refused");
}
