// Process numbers. There are no process groups and sessions in WASIX: the tree of processes is one of each,
// led by its first process, and nobody can leave it.
#include "internal.h"

#include <unistd.h>

enum { FirstProcess = 1 };

pid_t getpid(void) {
  int32_t pid = 0;
  wasix_proc_id(&pid);
  return pid;
}

pid_t getppid(void) {
  int32_t parent = 0;
  wasix_proc_parent(getpid(), &parent);
  return parent;
}

pid_t gettid(void) {
  int32_t tid = 0;
  wasix_thread_id(&tid);
  return tid;
}

pid_t getpgid(pid_t pid) {
  if (pid < 0)
    return __wasix_fail(EINVAL);
  if (pid != 0 && __wasix_result(wasix_proc_signal(pid, 0)) != 0)
    return -1;
  return FirstProcess;
}

pid_t getpgrp(void) { return FirstProcess; }
pid_t getsid(pid_t pid) { return getpgid(pid); }

int setpgid(pid_t pid, pid_t group) {
  if (group < 0)
    return __wasix_fail(EINVAL);
  const pid_t current = getpgid(pid);
  if (current < 0)
    return -1;
  return group == current ? 0 : __wasix_fail(EPERM);
}

int setpgrp(void) { return setpgid(0, 0); }
pid_t setsid(void) { return __wasix_fail(EPERM); }

// A terminal without process groups controls nobody, so shells run without job control.
pid_t tcgetpgrp(int fd) {
  (void)fd;
  return __wasix_fail(ENOTTY);
}

int tcsetpgrp(int fd, pid_t group) {
  (void)fd, (void)group;
  return __wasix_fail(ENOTTY);
}
