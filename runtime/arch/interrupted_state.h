// All registers of a thread that a signal of the host has interrupted, put aside so that the thread can do
// other things, and then go on where it was, perhaps on another OS thread.
//
// Going on is what the kernel does when a signal handler returns (sigreturn(2)), with a copy of the frame
// that it has written for the handler: that frame is complete for every CPU.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ucontext.h>

namespace wasixc::arch {

class InterruptedState {
public:
  // Copies what the handler got, to memory that ends at `top`. Async-signal-safe.
  static InterruptedState *save(const ucontext_t &interrupted, uint64_t top);

  // Requires: not on a signal stack. GS is as it was then (it belongs to the host stack: switch.h).
  [[noreturn]] void resume();

private:
  // The kernel's ucontext has a shorter signal mask than the C library's, and ends with it.
  static constexpr uint64_t kContextBytes = offsetof(ucontext_t, uc_sigmask) + 8;

  ucontext_t &context() { return *reinterpret_cast<ucontext_t *>(bytes); }

  alignas(16) uint8_t bytes[kContextBytes];
};

} // namespace wasixc::arch
