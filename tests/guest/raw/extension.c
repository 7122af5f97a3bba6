// wasixc_v1: the record of a process and its private words, across fork, vfork and exec's ground rules.
// NATIVE: no
#include "wasix.h"

#include "../../../abi/guest/include/wasixc.h"

enum { ERRNO_FAULT = 21, ERRNO_INVAL = 28 };

static wasixc_tos_t record(void) {
  wasixc_tos_t now;
  CHECK(wasixc_tos(&now));
  EXPECT(now.kernel_cycles <= now.cycles);
  return now;
}

// Computes until the process has used `cycles` more.
static void burn(uint64_t cycles) {
  const uint64_t end = record().cycles + cycles;
  volatile uint32_t work = 0;
  while (record().cycles < end)
    for (int i = 0; i < 1000; ++i)
      work += i;
}

static uint64_t word(uint32_t index) {
  uint64_t value;
  CHECK(wasixc_private_load(index, &value));
  return value;
}

int main(void) {
  join_status status;
  const wasixc_tos_t first = record();
  EXPECT(first.pid == process_id());
  EXPECT(first.frequency > 100000000 && first.frequency < 20000000000);
  const uint64_t slice = first.frequency / 50;
  burn(slice);
  const wasixc_tos_t second = record();
  EXPECT(second.frequency == first.frequency);
  EXPECT(second.cycles >= first.cycles + slice);
  EXPECT(second.milliseconds >= first.milliseconds + 15);
  EXPECT(second.kernel_cycles > first.kernel_cycles);
  EXPECT(second.kernel_cycles < second.cycles);

  // A child begins at zero, and what it uses while its parent waits is not the parent's.
  uint32_t child = fork_process();
  if (child == 0) {
    const wasixc_tos_t own = record();
    EXPECT(own.pid == process_id() && own.pid != first.pid);
    EXPECT(own.cycles < slice);
    burn(5 * slice);
    _Exit(0);
  }
  EXPECT(join(child, &status) == child && status.tag == 1 && status.value == 0);
  EXPECT(record().cycles < second.cycles + slice);
  EXPECT(record().milliseconds >= second.milliseconds + 80);
  EXPECT(wasixc_tos((wasixc_tos_t *)(uintptr_t)0xfffffff0) == ERRNO_FAULT);

  EXPECT(word(0) == 0 && word(31) == 0);
  CHECK(wasixc_private_store(31, 0x123456789abcdefull));
  child = fork_process();
  if (child == 0) {
    EXPECT(word(31) == 0x123456789abcdefull);
    CHECK(wasixc_private_store(31, 1));
    _Exit(0);
  }
  EXPECT(join(child, &status) == child && status.value == 0 && status.tag == 1);
  EXPECT(word(31) == 0x123456789abcdefull);

  // A vfork child has the parent's memory, but words of its own.
  static int shared;
  CHECK(proc_fork(0, &child));
  if (child == 0) {
    shared = 1;
    EXPECT(word(31) == 0x123456789abcdefull);
    CHECK(wasixc_private_store(31, 2));
    EXPECT(word(31) == 2 && record().pid != first.pid);
    _Exit(0);
  }
  EXPECT(shared == 1 && word(31) == 0x123456789abcdefull && record().pid == first.pid);
  EXPECT(join(child, &status) == child && status.value == 0 && status.tag == 1);
  EXPECT(wasixc_private_store(32, 1) == ERRNO_INVAL);
  uint64_t value;
  EXPECT(wasixc_private_load(32, &value) == ERRNO_INVAL);
  puts("done");
}
