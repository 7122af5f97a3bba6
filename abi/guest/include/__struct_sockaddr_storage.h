// In place of Debian's, which is too small for names of UNIX-domain sockets.
#pragma once

#include <__typedef_sa_family_t.h>

struct sockaddr_storage {
  sa_family_t ss_family;
  char __ss_padding[128 - sizeof(sa_family_t) - sizeof(long)];
  unsigned long __ss_align;
};
