// The attributes of posix_spawn: stored here, judged in spawn.c.
#include <spawn.h>

#include "internal.h"

int posix_spawnattr_init(posix_spawnattr_t *attributes) {
  *attributes = (posix_spawnattr_t){0};
  return 0;
}

int posix_spawnattr_destroy(posix_spawnattr_t *attributes) {
  (void)attributes;
  return 0;
}

int posix_spawnattr_setflags(posix_spawnattr_t *attributes, short flags) {
  if (flags &
      ~(POSIX_SPAWN_RESETIDS | POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    return EINVAL;
  attributes->__flags = flags;
  return 0;
}

int posix_spawnattr_getflags(const posix_spawnattr_t *restrict attributes, short *restrict flags) {
  *flags = attributes->__flags;
  return 0;
}

int posix_spawnattr_setsigdefault(posix_spawnattr_t *restrict attributes, const sigset_t *restrict set) {
  attributes->__default_signals = *set;
  return 0;
}

int posix_spawnattr_getsigdefault(const posix_spawnattr_t *restrict attributes, sigset_t *restrict set) {
  *set = attributes->__default_signals;
  return 0;
}

int posix_spawnattr_setsigmask(posix_spawnattr_t *restrict attributes, const sigset_t *restrict mask) {
  attributes->__mask = *mask;
  return 0;
}

int posix_spawnattr_getsigmask(const posix_spawnattr_t *restrict attributes, sigset_t *restrict mask) {
  *mask = attributes->__mask;
  return 0;
}

int posix_spawnattr_setpgroup(posix_spawnattr_t *attributes, pid_t group) {
  attributes->__group = group;
  return 0;
}

int posix_spawnattr_getpgroup(const posix_spawnattr_t *restrict attributes, pid_t *restrict group) {
  *group = attributes->__group;
  return 0;
}
