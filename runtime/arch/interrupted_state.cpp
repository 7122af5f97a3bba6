#include "runtime/arch/interrupted_state.h"

#include <csignal>
#include <cstring>
#include <sys/syscall.h>

namespace wasixc::arch {

namespace {

// The kernel writes the old FXSAVE image and, if that says so at its end, the rest of XSAVE's behind it
// (asm/sigcontext.h).
uint64_t vectorStateBytes(const _libc_fpstate *state) {
  _fpx_sw_bytes extension;
  memcpy(&extension, reinterpret_cast<const uint8_t *>(state + 1) - sizeof extension, sizeof extension);
  return extension.magic1 == FP_XSTATE_MAGIC1 ? extension.extended_size : sizeof *state;
}

constexpr uint64_t kVectorStateAlignment = 64; // of XRSTOR

} // namespace

InterruptedState *InterruptedState::save(const ucontext_t &interrupted, uint64_t top) {
  const fpregset_t vectorState = interrupted.uc_mcontext.fpregs;
  const uint64_t vectorBytes = vectorStateBytes(vectorState);
  const uint64_t vectorPlace = (top - vectorBytes) & ~(kVectorStateAlignment - 1);
  memcpy(reinterpret_cast<void *>(vectorPlace), vectorState, vectorBytes);
  auto *state =
      reinterpret_cast<InterruptedState *>((vectorPlace - sizeof(InterruptedState)) & ~uint64_t{15});
  memcpy(state->bytes, &interrupted, kContextBytes);
  state->context().uc_mcontext.fpregs = reinterpret_cast<fpregset_t>(vectorPlace);
  return state;
}

// The kernel restores the signal stack, too: that of the OS thread then, not of the one now.
void InterruptedState::resume() {
  sigaltstack(nullptr, &context().uc_stack);
  asm volatile("movq %0, %%rsp\n\t"
               "syscall" ::"r"(bytes),
               "a"(SYS_rt_sigreturn)
               : "memory");
  __builtin_unreachable();
}

} // namespace wasixc::arch
