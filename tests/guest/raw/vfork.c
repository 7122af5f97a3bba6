// vfork: the child borrows memory and stack; the parent goes on with its own frames when the child has ended,
// by exit, return or trap.
// NATIVE: no
// STDERR: any
#include "wasix.h"

static int shared;

static __attribute__((noinline)) int scribble(int depth) {
  volatile int frame[64];
  for (int i = 0; i < 64; ++i)
    frame[i] = depth * i;
  return depth == 0 ? frame[3] : scribble(depth - 1) + frame[5];
}

static __attribute__((noinline)) uint32_t vforked(int how, double live, uint64_t number) {
  uint32_t pid = ~0u;
  CHECK(proc_fork(0, &pid));
  if (pid == 0) {
    ++shared;
    scribble(20);
    uint32_t nested;
    EXPECT(proc_fork(0, &nested) == 58); // NOTSUP
    EXPECT(proc_fork_env(&nested) == 58);
    EXPECT(process_id() != 1);
    if (how == 1)
      __builtin_trap();
    if (how == 2)
      proc_exit2(200);
    _Exit(33);
  }
  EXPECT(live == 2.5 && number == 0x123456789abcdefull);
  return pid;
}

int main(void) {
  join_status status;
  for (int i = 0; i < 1000; ++i) {
    const uint32_t child = vforked(0, 2.5, 0x123456789abcdefull);
    EXPECT(shared == i + 1);
    EXPECT(process_id() == 1);
    EXPECT(exit_code(child) == 33);
  }
  EXPECT(exit_code(vforked(2, 2.5, 0x123456789abcdefull)) == 200);
  const uint32_t trapped = vforked(1, 2.5, 0x123456789abcdefull);
  EXPECT(join(trapped, &status) == trapped);
  EXPECT(status.tag == 2 && status.signal == 6);

  uint32_t pid = 0;
  CHECK(proc_fork_env(&pid));
  EXPECT(process_id() == pid && pid != 1);
  proc_exit2(17); // returns to the parent
  EXPECT(process_id() == 1);
  EXPECT(exit_code(pid) == 17);

  // A fork inside of a vfork child.
  CHECK(proc_fork(0, &pid));
  if (pid == 0) {
    const uint32_t grandchild = fork_process();
    if (grandchild == 0)
      _Exit(11);
    _Exit(exit_code(grandchild) + 1);
  }
  EXPECT(exit_code(pid) == 12);
  puts("done");
}
