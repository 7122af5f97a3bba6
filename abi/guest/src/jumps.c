// setjmp and longjmp.
//
// The functions here return before the jump comes back to them, which is what checkpoints are made for: the
// host keeps a copy of the native frames, this one's included.
#include <setjmp.h>

#include "internal.h"

_Static_assert(sizeof(wasix_stack_snapshot_t) == sizeof(((jmp_buf *)0)[0]->__snapshot),
               "room for a snapshot");

int setjmp(jmp_buf buffer) {
  uint64_t value = 0;
  buffer->__mask_is_saved = 0;
  wasix_stack_checkpoint((wasix_stack_snapshot_t *)buffer->__snapshot, &value);
  return (int)value;
}

int _setjmp(jmp_buf buffer) __attribute__((alias("setjmp")));

int sigsetjmp(sigjmp_buf buffer, int saves_mask) {
  uint64_t value = 0;
  buffer->__mask_is_saved = saves_mask;
  if (saves_mask)
    sigprocmask(SIG_SETMASK, 0, &buffer->__mask);
  wasix_stack_checkpoint((wasix_stack_snapshot_t *)buffer->__snapshot, &value);
  return (int)value;
}

_Noreturn void siglongjmp(sigjmp_buf buffer, int value) {
  if (buffer->__mask_is_saved)
    sigprocmask(SIG_SETMASK, &buffer->__mask, 0);
  wasix_stack_restore((const wasix_stack_snapshot_t *)buffer->__snapshot, (uint32_t)(value ? value : 1));
}

_Noreturn void longjmp(jmp_buf buffer, int value) {
  wasix_stack_restore((const wasix_stack_snapshot_t *)buffer->__snapshot, (uint32_t)(value ? value : 1));
}

_Noreturn void _longjmp(jmp_buf buffer, int value) { longjmp(buffer, value); }
