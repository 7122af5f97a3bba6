// Adds what exec makes necessary to Debian's header: close-on-exec, and copies of descriptors.
//
// open and openat go to functions of our own, because Debian's ignore close-on-exec; they cannot simply be
// replaced, for Debian's open shares an object file with a dozen other functions.
#pragma once

#include_next <fcntl.h>

#ifdef __cplusplus
extern "C" {
#endif

#undef O_CLOEXEC
#define O_CLOEXEC (1 << 30)
#define O_NDELAY O_NONBLOCK

#define F_DUPFD 0
#define F_GETLK 5
#define F_SETLK 6
#define F_SETLKW 7
#define F_DUPFD_CLOEXEC 1030

#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2

int open(const char *, int, ...) __asm__("__wasix_open");
int openat(int, const char *, int, ...) __asm__("__wasix_openat");

#ifdef __cplusplus
}
#endif
