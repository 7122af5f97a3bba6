// Adds permissions to Debian's header, as far as there are any.
//
// WASI reports no permission bits. Where Debian's stat leaves them zero, ours says what a process can find
// out: that it may read, write and run or search what is there (see src/stat.c).
#pragma once

#include_next <sys/stat.h>

#ifdef __cplusplus
extern "C" {
#endif

mode_t umask(mode_t);
int chmod(const char *, mode_t);
int fchmod(int, mode_t);
int fchmodat(int, const char *, mode_t, int);
int mkfifo(const char *, mode_t);

int stat(const char *__restrict, struct stat *__restrict) __asm__("__wasix_stat");
int lstat(const char *__restrict, struct stat *__restrict) __asm__("__wasix_lstat");
int fstat(int, struct stat *) __asm__("__wasix_fstat");
int fstatat(int, const char *__restrict, struct stat *__restrict, int) __asm__("__wasix_fstatat");

#ifdef __cplusplus
}
#endif
