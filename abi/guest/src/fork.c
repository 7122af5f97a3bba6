// fork and vfork. The host copies the native stack, so both work at any depth of calls.
#include "internal.h"

#include <unistd.h>

pid_t fork(void) {
  int32_t child = 0;
  const wasix_errno_t error = wasix_proc_fork(1, &child);
  if (error)
    return __wasix_fail(error);
  if (child == 0 && __wasix_signals_in_child)
    __wasix_signals_in_child();
  if (child == 0 && __wasix_timers_in_child)
    __wasix_timers_in_child();
  return child;
}

// The child runs in this memory until it execs or exits. What the C library keeps about the process is not
// the parent's business (POSIX has it in the kernel), so it is put back.
pid_t vfork(void) {
  static __wasix_signal_state_t saved;
  int32_t child = 0;
  if (__wasix_signal_state_get)
    __wasix_signal_state_get(&saved);
  const wasix_errno_t error = wasix_proc_fork(0, &child);
  if (error)
    return __wasix_fail(error);
  if (child != 0) {
    if (__wasix_signal_state_set)
      __wasix_signal_state_set(&saved);
    __wasix_forget_directory();
  }
  return child;
}
