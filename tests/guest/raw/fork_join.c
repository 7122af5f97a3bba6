// proc_join: exact codes, any child, not waiting, each child once, traps as signals, orphans.
// NATIVE: no
// STDERR: any
#include "wasix.h"

static uint32_t child_with_code(int code) {
  const uint32_t pid = fork_process();
  if (pid == 0)
    _Exit(code);
  return pid;
}

int main(void) {
  join_status status;
  option_pid pid = {0, 0};
  EXPECT(process_id() == 1);
  EXPECT(proc_join(&pid, 0, &status) == 12); // CHILD
  for (int code = 0; code < 256; ++code)
    EXPECT(exit_code(child_with_code(code)) == code);

  const uint32_t first = child_with_code(1), second = child_with_code(2);
  EXPECT(exit_code(second) == 2);
  EXPECT(join(0, &status) == first && status.value == 1);
  pid = (option_pid){1, first};
  EXPECT(proc_join(&pid, 0, &status) == 12);

  // A child that waits to be told keeps the parent's NO_HANG from finding anything.
  const uint32_t parent = process_id();
  uint32_t fork_pid = fork_process();
  if (fork_pid == 0) {
    uint32_t of;
    CHECK(proc_parent(process_id(), &of));
    EXPECT(of == parent);
    fork_pid = child_with_code(77); // an orphan, soon
    spin(100);
    _Exit(3);
  }
  pid = (option_pid){0, 0};
  CHECK(proc_join(&pid, NO_HANG, &status));
  EXPECT(pid.tag == 1 && pid.pid == 0 && status.tag == 0);
  EXPECT(exit_code(fork_pid) == 3);

  fork_pid = fork_process();
  if (fork_pid == 0)
    __builtin_trap();
  EXPECT(join(fork_pid, &status) == fork_pid);
  printf("trap: tag %d signal %d\n", status.tag, status.signal);
  pid = (option_pid){2, 0};
  EXPECT(proc_join(&pid, 0, &status) == 28); // INVAL
  puts("done");
}
