// context_create, context_switch, context_destroy: generators at any depth, across a fork; what is refused.
// NATIVE: no
// FLAGS: -Wl,--export=__stack_pointer
#include "wasix.h"

enum { ERRNO_INVAL = 28 };

static uint64_t generators[3];
static int produced;

static __attribute__((noinline)) void yield_from(int depth, int value) {
  volatile int frame[50] = {value};
  if (depth > 0) {
    yield_from(depth - 1, value);
  } else {
    produced = frame[0];
    CHECK(context_switch(0));
  }
  EXPECT(frame[0] == value);
}

// Every context needs a stack of its own in linear memory; nobody makes one for it.
static char stacks[3][16384] __attribute__((aligned(16)));
#define ON_STACK(number)                                                                                     \
  __asm__ volatile("local.get %0\n\tglobal.set __stack_pointer" ::"r"(stacks[number] + sizeof stacks[number]))

// Doubles and counters live across the switches.
static __attribute__((noinline)) void count_up(void) {
  double half = 0.5;
  for (int i = 0;; ++i, half += 1)
    yield_from(i % 7, (int)(half * 2));
}

static void count(void) {
  ON_STACK(0);
  count_up();
}

static __attribute__((noinline)) void multiply(void) {
  for (int value = 1;; value *= 3)
    yield_from(20, value);
}

static void powers(void) {
  ON_STACK(1);
  multiply();
}

static void never(void) { exit(97); }

// Switches to another context than the main one, which finds its way back.
static __attribute__((noinline)) void pass_on(void) {
  for (;;) {
    CHECK(context_switch(generators[0]));
    CHECK(context_switch(0));
  }
}

static void relay(void) {
  ON_STACK(2);
  pass_on();
}

static int next(int generator) {
  volatile int guard[8] = {42};
  CHECK(context_switch(generators[generator]));
  EXPECT(guard[0] == 42);
  return produced;
}

int main(void) {
  CHECK(context_create(&generators[0], count));
  CHECK(context_create(&generators[1], powers));
  CHECK(context_switch(0));
  for (int i = 0; i < 4; ++i) {
    const int a = next(0), b = next(1);
    printf("%d %d\n", a, b);
  }

  join_status status;
  const uint32_t child = fork_process();
  const int a = next(0), b = next(1);
  printf("%s goes on with %d %d\n", child ? "parent" : "child", a, b);
  if (child == 0)
    return 0;
  join(child, &status);

  uint64_t id;
  EXPECT(context_create(&id, (void (*)(void))(uintptr_t)0) == ERRNO_INVAL);
  EXPECT(context_create(&id, (void (*)(void))(uintptr_t)100000) == ERRNO_INVAL);
  EXPECT(context_create(&id, (void (*)(void))&next) == ERRNO_INVAL);
  EXPECT(context_switch(77) == ERRNO_INVAL);
  EXPECT(context_destroy(0) == ERRNO_INVAL);
  CHECK(context_destroy(77));
  CHECK(context_create(&id, never));
  CHECK(context_destroy(id));
  EXPECT(context_switch(id) == ERRNO_INVAL);

  CHECK(context_create(&generators[2], relay));
  printf("relayed %d\n", next(2));
  for (int i = 0; i < 100000; ++i)
    next(0);
  printf("much later %d\n", next(0));
  return 0;
}
