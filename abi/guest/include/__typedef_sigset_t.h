// One bit per signal, bit 0 being signal 1. Replaces Debian's placeholder of one byte.
#pragma once

typedef struct {
  unsigned long long __bits;
} sigset_t;
