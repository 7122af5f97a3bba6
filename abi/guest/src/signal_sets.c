// Sets of signals.
#include "internal.h"

int sigemptyset(sigset_t *set) {
  set->__bits = 0;
  return 0;
}

int sigfillset(sigset_t *set) {
  set->__bits = ~0ull;
  return 0;
}

int sigaddset(sigset_t *set, int number) {
  if (number < 1 || number >= _NSIG)
    return __wasix_fail(EINVAL);
  set->__bits |= __wasix_bit(number);
  return 0;
}

int sigdelset(sigset_t *set, int number) {
  if (number < 1 || number >= _NSIG)
    return __wasix_fail(EINVAL);
  set->__bits &= ~__wasix_bit(number);
  return 0;
}

int sigismember(const sigset_t *set, int number) {
  if (number < 1 || number >= _NSIG)
    return __wasix_fail(EINVAL);
  return (set->__bits & __wasix_bit(number)) != 0;
}
