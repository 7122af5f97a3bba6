// Dispositions, masks and delivery. WASIX has one callback per process that gets every signal (semantics 11):
// what it means is decided here, per POSIX's sigaction().
//
// The callback is registered when the program first asks for anything but the defaults; until then the host
// acts.
#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wasixc.h>

static struct sigaction actions[32];
static sigset_t mask;
// Bytes and not bits: a signal may arrive between reading and writing.
static volatile unsigned char pending[32];
static uint32_t arrivals; // grows with every signal, so that one can sleep until the next
static int registered;

enum default_action { Terminate, Ignore, Stop, Continue };

static const char default_actions[32] = {
#define WASIX_SIGNAL(number, name, action, text) [number] = action,
#include "abi/signals.def"
#undef WASIX_SIGNAL
};

void __SIG_IGN(int number) { (void)number; }
void __SIG_ERR(int number) { (void)number; }

// SIGKILL and SIGSTOP can be neither caught nor blocked.
static const unsigned long long unstoppable = 1ull << (SIGKILL - 1) | 1ull << (SIGSTOP - 1);

// The exported function that the host calls: src/signal_entry.s. The reference makes the linker take it
// along.
extern void __wasm_signal(int);
void (*const __wasix_signal_entry)(int) = __wasm_signal;

// What the host has to know: what a program that this one executes ignores, too (bit n: signal n), and whether children
// leave anything to wait for (POSIX, _Exit()), in bit 0.
static uint32_t ignored(void) {
  const struct sigaction *children = &actions[SIGCHLD];
  uint32_t set = children->sa_handler == SIG_IGN || (children->sa_flags & SA_NOCLDWAIT) != 0;
  for (int number = 1; number < 32; ++number)
    if (actions[number].sa_handler == SIG_IGN)
      set |= 1u << number;
  return set;
}

static void tell_host(uint32_t set) { wasixc_signals_ignored(set & ~1u, set & 1); }

static void take_over(void) {
  if (registered)
    return;
  registered = 1;
  // What the process was started with: only "ignored" can be inherited.
  size_t count = 0;
  if (wasix_proc_signals_sizes_get(&count) == 0 && count > 0) {
    wasix_signal_disposition_t inherited[count];
    if (wasix_proc_signals_get(inherited) == 0)
      for (size_t i = 0; i < count; ++i)
        if (__wasix_is_signal(inherited[i].signal) && inherited[i].disposition == WASIX_DISPOSITION_IGNORE)
          actions[inherited[i].signal].sa_handler = SIG_IGN;
  }
  if (ignored() != 0)
    tell_host(ignored());
  wasixc_signals_restart(0); // WASIX_RESTART knows better
  static const char name[] = "__wasm_signal";
  wasix_callback_signal(name, sizeof name - 1);
}

// Without a callback the host does what the signal's default is, so that a parent sees who died of what.
static void default_action(int number) {
  if (default_actions[number] == Ignore || default_actions[number] == Continue)
    return;
  static const char name[] = "__wasm_signal";
  wasix_callback_signal(NULL, 0);
  wasix_proc_raise(number);
  if (default_actions[number] == Terminate)
    _Exit(128 + number);
  wasix_callback_signal(name, sizeof name - 1);
}

static void deliver_pending(void);

static void deliver(int number) {
  struct sigaction *action = &actions[number];
  if (mask.__bits & __wasix_bit(number) & ~unstoppable) {
    pending[number] = 1;
    return;
  }
  if (action->sa_handler == SIG_IGN)
    return;
  if (action->sa_handler == SIG_DFL) {
    default_action(number);
    return;
  }
  const struct sigaction taken = *action;
  const sigset_t before = mask;
  mask.__bits |= taken.sa_mask.__bits;
  if (!(taken.sa_flags & SA_NODEFER))
    mask.__bits |= __wasix_bit(number);
  if (taken.sa_flags & SA_RESETHAND)
    action->sa_handler = SIG_DFL;
  ++__wasix_handlers_run;
  if (!(taken.sa_flags & SA_RESTART))
    ++__wasix_interruptions;
  if (taken.sa_flags & SA_SIGINFO) {
    siginfo_t info = {.si_signo = number, .si_code = SI_USER};
    taken.sa_sigaction(number, &info, NULL);
  } else {
    taken.sa_handler(number);
  }
  mask = before;
  deliver_pending();
}

// The lowest pending signal of a set, or 0.
static int next_pending(unsigned long long set) {
  for (int number = 1; number < 32; ++number)
    if (pending[number] && (set & __wasix_bit(number)))
      return number;
  return 0;
}

static void deliver_pending(void) {
  for (int number; (number = next_pending(~mask.__bits)) != 0;) {
    pending[number] = 0;
    deliver(number);
  }
}

// Called by __wasm_signal.
void __wasix_signal_arrived(int number) {
  if (!__wasix_is_signal(number))
    return;
  ++arrivals;
  if (number == SIGALRM && __wasix_timer_fired)
    __wasix_timer_fired();
  deliver(number);
}

int sigaction(int number, const struct sigaction *restrict action, struct sigaction *restrict old) {
  if (!__wasix_is_signal(number) || (action && (__wasix_bit(number) & unstoppable)))
    return __wasix_fail(EINVAL);
  take_over();
  if (old)
    *old = actions[number];
  if (action) {
    const uint32_t before = ignored();
    actions[number] = *action;
    // POSIX: to ignore a signal discards the pending one.
    const int default_ignores = action->sa_handler == SIG_DFL && default_actions[number] == Ignore;
    if (action->sa_handler == SIG_IGN || default_ignores)
      pending[number] = 0;
    if (ignored() != before)
      tell_host(ignored());
  }
  return 0;
}

// As BSD and Linux define it: the handler stays, and interrupted calls are restarted.
sighandler_t signal(int number, sighandler_t handler) {
  const struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  struct sigaction old;
  return sigaction(number, &action, &old) == 0 ? old.sa_handler : SIG_ERR;
}

int siginterrupt(int number, int interrupts) {
  struct sigaction action;
  if (sigaction(number, NULL, &action) != 0)
    return -1;
  action.sa_flags = interrupts ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
  return sigaction(number, &action, NULL);
}

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old) {
  const sigset_t before = mask;
  if (set) {
    take_over();
    switch (how) {
    case SIG_BLOCK:
      mask.__bits |= set->__bits;
      break;
    case SIG_UNBLOCK:
      mask.__bits &= ~set->__bits;
      break;
    case SIG_SETMASK:
      mask = *set;
      break;
    default:
      return __wasix_fail(EINVAL);
    }
    mask.__bits &= ~unstoppable;
    deliver_pending();
  }
  if (old)
    *old = before;
  return 0;
}

int pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict old) {
  return sigprocmask(how, set, old) == 0 ? 0 : errno;
}

int sigpending(sigset_t *set) {
  set->__bits = 0;
  for (int number = 1; number < 32; ++number)
    if (pending[number])
      set->__bits |= __wasix_bit(number);
  return 0;
}

// Sleeps until another signal than the `seen` first ones arrived. A futex, because a signal may arrive
// between the decision to sleep and the call: then the word has changed and the call returns at once.
static wasix_errno_t await_arrival(uint32_t seen, const wasix_option_timestamp_t *limit, uint8_t *woken) {
  return wasix_futex_wait(&arrivals, seen, limit, woken);
}

static const wasix_option_timestamp_t forever = {.tag = WASIX_NONE};

int sigsuspend(const sigset_t *set) {
  take_over();
  const sigset_t before = mask;
  const uint32_t handlers_before = __wasix_handlers_run;
  mask = *set;
  deliver_pending();
  while (__wasix_handlers_run == handlers_before) {
    const uint32_t seen = *(volatile uint32_t *)&arrivals;
    uint8_t woken;
    if (__wasix_handlers_run != handlers_before)
      break;
    const wasix_errno_t error = await_arrival(seen, &forever, &woken);
    if (error != 0 && error != EINTR) {
      mask = before;
      return __wasix_fail(error);
    }
  }
  mask = before;
  deliver_pending();
  return __wasix_fail(EINTR);
}

int pause(void) {
  const sigset_t current = mask;
  return sigsuspend(&current);
}

static uint64_t now(void) {
  struct timespec time = {0};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000ull + time.tv_nsec;
}

int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info,
                 const struct timespec *restrict limit) {
  take_over();
  const uint64_t deadline = limit ? now() + limit->tv_sec * 1000000000ull + limit->tv_nsec : 0;
  const uint32_t handlers_before = __wasix_handlers_run;
  for (;;) {
    const uint32_t seen = *(volatile uint32_t *)&arrivals;
    const int number = next_pending(set->__bits);
    if (number) {
      pending[number] = 0;
      if (info)
        *info = (siginfo_t){.si_signo = number, .si_code = SI_USER};
      return number;
    }
    if (__wasix_handlers_run != handlers_before)
      return __wasix_fail(EINTR);
    wasix_option_timestamp_t remaining = forever;
    if (limit) {
      const uint64_t time = now();
      if (time >= deadline)
        return __wasix_fail(EAGAIN);
      remaining = (wasix_option_timestamp_t){.tag = WASIX_SOME, .value = deadline - time};
    }
    uint8_t woken;
    const wasix_errno_t error = await_arrival(seen, &remaining, &woken);
    if (error != 0 && error != EINTR)
      return __wasix_fail(error);
  }
}

int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict info) {
  return sigtimedwait(set, info, NULL);
}

int sigwait(const sigset_t *restrict set, int *restrict number) {
  do
    *number = sigtimedwait(set, NULL, NULL);
  while (*number < 0 && errno == EINTR);
  return *number < 0 ? errno : 0;
}

// POSIX: a signal that the caller sends to itself is delivered before the call returns.
int raise(int number) {
  if (number == 0)
    return 0;
  if (!__wasix_is_signal(number))
    return __wasix_fail(EINVAL);
  if (!registered || (__wasix_bit(number) & unstoppable))
    return __wasix_result(wasix_proc_raise(number));
  deliver(number);
  return 0;
}

void __wasix_signal_state_get(__wasix_signal_state_t *state) {
  memcpy(state->actions, actions, sizeof actions);
  state->mask = mask;
}

void __wasix_signal_state_set(const __wasix_signal_state_t *state) {
  memcpy(actions, state->actions, sizeof actions);
  mask = state->mask;
}

void __wasix_signals_in_child(void) {
  for (int number = 1; number < 32; ++number)
    pending[number] = 0;
}

sigset_t __wasix_ignored_signals(void) {
  sigset_t ignored = {0};
  for (int number = 1; number < 32; ++number)
    if (actions[number].sa_handler == SIG_IGN)
      ignored.__bits |= __wasix_bit(number);
  return ignored;
}
