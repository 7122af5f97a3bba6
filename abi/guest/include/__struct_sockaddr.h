// In place of Debian's, whose addresses have no room for what is in them.
#pragma once

#include <__typedef_sa_family_t.h>

struct sockaddr {
  sa_family_t sa_family;
  char sa_data[14];
};
