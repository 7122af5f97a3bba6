// Debian's pselect ignores its mask, and both refuse sets of exceptional descriptors; ours do neither.
#pragma once

#include_next <sys/select.h>

#ifdef __cplusplus
extern "C" {
#endif

int pselect(int, fd_set *__restrict, fd_set *__restrict, fd_set *__restrict,
            const struct timespec *__restrict, const sigset_t *__restrict) __asm__("__wasix_pselect");
int select(int, fd_set *__restrict, fd_set *__restrict, fd_set *__restrict,
           struct timeval *__restrict) __asm__("__wasix_select");

#ifdef __cplusplus
}
#endif
