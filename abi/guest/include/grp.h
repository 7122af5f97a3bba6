// The group database: it has one entry, the group that every guest runs in (see src/users.c).
#pragma once

#define __NEED_gid_t
#include <bits/alltypes.h>

#ifdef __cplusplus
extern "C" {
#endif

struct group {
  char *gr_name;
  char *gr_passwd;
  gid_t gr_gid;
  char **gr_mem;
};

struct group *getgrnam(const char *);
struct group *getgrgid(gid_t);

#ifdef __cplusplus
}
#endif
