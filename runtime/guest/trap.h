// Traps: from a fault or a trapping instruction in guest code, or from a builtin, to a TrapInfo in the result
// of the call that entered the guest.
//
// A fault is the guest's when its program counter is in an image's text, or in the gates while they push to
// the guest's stack; then the handler lets execution go on on the host stack, in a function that collects the
// backtrace and leaves the guest. Any other fault is a bug of the runtime and takes its default action.
#pragma once

#include "abi/context.h"
#include "abi/traps.h"
#include "runtime/guest/guarded_block.h"
#include "runtime/guest/mapping.h"

#include <cstdint>
#include <string>
#include <vector>

namespace wasixc::guest {

struct TrapFrame {
  uint32_t functionIndex;
  std::string functionName; // arbitrary bytes, as the module names it; empty when it does not
};

struct TrapInfo {
  abi::TrapKind kind = abi::TrapKind::Unreachable;
  std::string detail;            // what it is about, if there is more to say than the kind
  std::vector<TrapFrame> frames; // innermost first
};

// One line for people, and one per frame.
std::string formatTrap(const TrapInfo &trap);

// Installs the handlers for SIGSEGV, SIGBUS, SIGILL and SIGFPE. Once per host process, before any guest runs.
void installTrapHandlers();

// The stack the handlers run on: guest stacks may be exhausted. One per host thread that runs guests; a thread
// without one must run none, because the kernel ends the process where it cannot call a handler. So whoever
// starts a thread allocates the memory before. It is not charged: a guest could have used up the account.
class SignalStack {
public:
  // Empty when the kernel refuses.
  static Mapping allocate();
  // For the calling thread. Requires: `memory` was allocated so.
  explicit SignalStack(Mapping memory = allocate());
  ~SignalStack();
  SignalStack(const SignalStack &) = delete;
  SignalStack &operator=(const SignalStack &) = delete;

private:
  static constexpr size_t kBytes = 32 * 1024;

  Mapping memory; // with a guard on either side
};

// Ends the guest that called the current host code with a trap. No object with a destructor may be alive in
// the frames between here and the gate: they vanish.
[[noreturn]] void trapFromHost(abi::TrapKind kind);

} // namespace wasixc::guest
