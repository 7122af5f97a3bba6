// Backtraces through guest stacks.
#pragma once

#include "abi/context.h"
#include "runtime/guest/trap.h"

#include <cstdint>
#include <span>
#include <vector>

namespace wasixc::guest {

// The registers an unwinder needs, where guest code stopped.
struct GuestRegisters {
  uint64_t rip, rsp, rbp, rbx, r12, r13, r14, r15;
  bool isReturnAddress; // rip is where a call returns to, not the instruction that stopped
};

// The guest functions on the stack, innermost first, at most 64. Ends early rather than read outside of the
// guest's stack. Requires: called on the host stack, outside of signal handlers.
std::vector<TrapFrame> backtrace(const abi::Context &context, const GuestRegisters &registers);

// The same for a guest that is in a host call.
std::vector<TrapFrame> backtraceFromGate(const abi::Context &context);

// How many frames a backtrace has at most.
constexpr size_t kMaximumFrames = 64;

// The functions whose code holds these program counters; those that belong to no function are left out.
std::vector<TrapFrame> describeFrames(std::span<const uintptr_t> pcs);

// Called by the fault handler first: if this thread is reading a guest stack for a backtrace, that ends here
// (does not return); a stack that faults is a backtrace that ends.
void abandonBacktraceOnFault();

} // namespace wasixc::guest
