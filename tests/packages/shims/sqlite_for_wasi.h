// Included before SQLite's sources when they are built for a guest: the calls of Unix that WASI does not
// have.
//
// There are no owners or modes to change, and no advisory locks: the tests open databases with the file
// system layer "unix-none", which takes none.
#pragma once

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

enum { F_GETLK = 5, F_SETLK = 6, F_RDLCK = 0, F_WRLCK = 1, F_UNLCK = 2 };
static inline int fchmod(int fd, mode_t mode) { return 0; }
static inline int fchown(int fd, uid_t owner, gid_t group) { return 0; }
static inline int chmod(const char *path, mode_t mode) { return 0; }
static inline uid_t geteuid(void) { return 0; }
static inline uid_t getuid(void) { return 0; }
