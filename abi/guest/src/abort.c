// abort: dies of SIGABRT, where Debian's is a trap that neither handler nor parent can tell from others.
#include "internal.h"

#include <stdlib.h>

// Without these the program has no handlers, and the host knows all about the signal.
#pragma weak raise
#pragma weak signal
#pragma weak sigprocmask

_Noreturn void abort(void) {
  if (raise && signal && sigprocmask) {
    const sigset_t only = {__wasix_bit(SIGABRT)};
    sigprocmask(SIG_UNBLOCK, &only, NULL);
    // The handler may jump away; if it returns, the program ends all the same.
    raise(SIGABRT);
    signal(SIGABRT, SIG_DFL);
  }
  wasix_callback_signal(NULL, 0);
  wasix_proc_raise(SIGABRT);
  __builtin_trap();
}
