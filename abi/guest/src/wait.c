// Waiting for children.
#include "internal.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int status_word(const wasix_join_status_t *status) {
  switch (status->tag) {
  case WASIX_STATUS_EXIT_NORMAL:
    return W_EXITCODE(status->u.exit_code & 0xff, 0);
  case WASIX_STATUS_EXIT_SIGNAL:
    return W_EXITCODE(0, status->u.by_signal.signal & 0x7f);
  case WASIX_STATUS_STOPPED:
    return W_EXITCODE(status->u.stop_signal, 0x7f);
  default:
    return 0;
  }
}

pid_t waitpid(pid_t pid, int *status, int options) {
  if (options & ~(WNOHANG | WUNTRACED))
    return __wasix_fail(EINVAL);
  // 0 and negative numbers name process groups, and there is one.
  if (pid < -1 && -pid != getpgrp())
    return __wasix_fail(ECHILD);
  wasix_option_pid_t child;
  wasix_join_status_t how;
  const uint32_t flags =
      (options & WNOHANG ? WASIX_JOIN_NON_BLOCKING : 0) | (options & WUNTRACED ? WASIX_JOIN_WAKE_STOPPED : 0);
  const wasix_errno_t error = WASIX_RESTART(
      (child = (wasix_option_pid_t){.tag = pid > 0 ? WASIX_SOME : WASIX_NONE, .value = pid > 0 ? pid : 0},
       memset(&how, 0, sizeof how), wasix_proc_join(&child, flags, &how)));
  if (error)
    return __wasix_fail(error);
  // Nothing to report yet.
  if (child.tag == WASIX_NONE || child.value == 0)
    return 0;
  if (status)
    *status = status_word(&how);
  return child.value;
}

pid_t wait(int *status) { return waitpid(-1, status, 0); }

pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage) {
  if (usage)
    memset(usage, 0, sizeof *usage);
  return waitpid(pid, status, options);
}

pid_t wait3(int *status, int options, struct rusage *usage) { return wait4(-1, status, options, usage); }
