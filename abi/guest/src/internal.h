// What the files of the guest library share. Names that programs can see but not use begin with __wasix_.
#pragma once

#include "../wasix.h"

#include <errno.h>
#include <signal.h>

// The WASI errno as C's return value: 0, or -1 with errno set. The numbers are the same.
static inline int __wasix_result(wasix_errno_t error) {
  if (error == 0)
    return 0;
  errno = error;
  return -1;
}

static inline int __wasix_fail(int error) {
  errno = error;
  return -1;
}

// descriptor_flags.c: the descriptor, or -1 with errno after it was closed; 0 or -1 for a pair.
int __wasix_with_flags(int fd, int closes_on_exec, int is_nonblocking);
int __wasix_pair_with_flags(int ends[2], int closes_on_exec, int is_nonblocking);

// signals.c

// Counts the handlers that ran, and those of them whose system call is not to be restarted. A call that comes
// back with EINTR tells by them whether it was interrupted in the sense of POSIX: the host also reports
// signals that were ignored or held back, as it knows neither dispositions nor masks.
extern volatile uint32_t __wasix_handlers_run;
extern volatile uint32_t __wasix_interruptions;

// Repeats `call`, an expression of type wasix_errno_t, for as long as nothing that interrupts calls has
// happened.
#define WASIX_RESTART(call)                                                                                  \
  ({                                                                                                         \
    const uint32_t __before = __wasix_interruptions;                                                         \
    wasix_errno_t __error;                                                                                   \
    do                                                                                                       \
      __error = (call);                                                                                      \
    while (__error == EINTR && __before == __wasix_interruptions);                                           \
    __error;                                                                                                 \
  })

// What a process knows about signals, as one value: a vfork child must not leave its changes to its parent.
typedef struct {
  struct sigaction actions[32];
  sigset_t mask;
} __wasix_signal_state_t;

// Weak, here and below: programs that do not use signals or timers are linked without them, and these are
// null.
#define WASIX_IF_LINKED __attribute__((__weak__))

WASIX_IF_LINKED void __wasix_signal_state_get(__wasix_signal_state_t *);
WASIX_IF_LINKED void __wasix_signal_state_set(const __wasix_signal_state_t *);
// In a fork child: nothing is pending.
WASIX_IF_LINKED void __wasix_signals_in_child(void);
// The signals that are ignored, for programs that are started.
WASIX_IF_LINKED sigset_t __wasix_ignored_signals(void);
// timers.c: SIGALRM arrived, and a fork child has no timers.
WASIX_IF_LINKED void __wasix_timer_fired(void);
WASIX_IF_LINKED void __wasix_timers_in_child(void);

static inline int __wasix_is_signal(int number) { return number >= 1 && number < 32; }
static inline unsigned long long __wasix_bit(int number) { return 1ull << (number - 1); }

// directory.c: what is known about the working directory may no longer be so.
void __wasix_forget_directory(void);
