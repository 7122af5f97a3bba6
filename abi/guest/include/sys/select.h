// Debian's pselect ignores its mask; ours does not.
#pragma once

#include_next <sys/select.h>

#ifdef __cplusplus
extern "C" {
#endif

int pselect(int, fd_set *__restrict, fd_set *__restrict, fd_set *__restrict,
            const struct timespec *__restrict, const sigset_t *__restrict) __asm__("__wasix_pselect");

#ifdef __cplusplus
}
#endif
