// Sending signals to processes. WASIX has no process groups: the whole tree is one, and there is no way to
// list it, so signals go to single processes only.
#include "internal.h"

#include <signal.h>
#include <unistd.h>

int kill(pid_t pid, int number) {
  if (number < 0 || number >= 32)
    return __wasix_fail(EINVAL);
  if (pid <= 0)
    return __wasix_fail(ENOSYS);
  if (pid == getpid() && number != 0)
    return raise(number);
  return __wasix_result(wasix_proc_signal(pid, number));
}

int killpg(pid_t group, int number) {
  if (group < 0)
    return __wasix_fail(EINVAL);
  return kill(-group, number);
}
