// The native guest stack and the rule that makes fork possible.
//
// A guest stack holds guest frames only: every call into the host leaves it at the host-call gate, which
// first pushes the callee-saved registers. So, whenever host code runs, the continuation of the guest is
// complete: the bytes [Context::guestStackPointer, Context::guestStackHigh), and the mutable globals in the
// context. And a guest frame holds numbers, addresses inside the immutable image, and indices, but no address
// of a stack, a linear memory or a context. So those bytes can be copied to another address, under another
// context, and continued there.
//
//         +--------------------------+
//         | guard, kStackGuardSize   |  never accessible
//   high  +--------------------------+
//         | entry frame              |  return address into the entry routine: the same in every process
//         | guest frames ...         |
//         | return address           |  of the guest's call to the gate
//         | rbp rbx r12 r13 r14 r15  |  pushed by the gate, see GateFrame
//   sp -> +--------------------------+
//         | unused                   |
//   low   +--------------------------+
//         | guard, kStackGuardSize   |  never accessible: touching it is the trap StackExhausted
//         +--------------------------+
#pragma once

#include <cstdint>

namespace wasixc::abi {

// Generated code probes every kStackProbeSize bytes of a large frame, so no frame can jump over the guard.
constexpr uint64_t kStackGuardSize = 64 * 1024;
constexpr uint64_t kStackProbeSize = 32 * 1024;
static_assert(kStackProbeSize < kStackGuardSize);

// What lies at Context::guestStackPointer while the guest is inside the host-call gate.
struct GateFrame {
  uint64_t r15, r14, r13, r12, rbx, rbp;
  uint64_t returnAddress;
};
static_assert(sizeof(GateFrame) == 56);

} // namespace wasixc::abi
