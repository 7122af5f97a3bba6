// Non-local jumps over the checkpoints of WASIX (semantics 13): the module needs no exception handling for
// them.
//
// A jump brings back the native frames of the moment of setjmp. Variables in linear memory keep what they
// hold, so the usual rule applies: what changed in between and is to survive must be volatile.
#pragma once

#define __NEED_sigset_t
#include <bits/alltypes.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  unsigned long long __snapshot[3];
  int __mask_is_saved;
  sigset_t __mask;
} jmp_buf[1], sigjmp_buf[1];

__attribute__((__returns_twice__)) int setjmp(jmp_buf);
__attribute__((__returns_twice__)) int _setjmp(jmp_buf);
__attribute__((__returns_twice__)) int sigsetjmp(sigjmp_buf, int);
_Noreturn void longjmp(jmp_buf, int);
_Noreturn void _longjmp(jmp_buf, int);
_Noreturn void siglongjmp(sigjmp_buf, int);

#define setjmp setjmp
#define sigsetjmp sigsetjmp

#ifdef __cplusplus
}
#endif
