// Calling guest functions on behalf of the guest, with no frame of the host's in between: what is called may
// fork, exec, throw or jump out like any guest code.
//
// The host's part is a function that a trampoline on the guest's stack calls before each call and after the
// last one (arch::TrampolineFrame). It finds what it needs in the frame, which is copied with the stack.
#pragma once

#include "runtime/arch/switch.h"
#include "runtime/guest/call.h"
#include "runtime/guest/calling_convention.h"
#include "runtime/guest/store.h"

#include <cstring>
#include <optional>

namespace wasixc::guest {

// Whether frame.callee is to be called (again). It may trap, and is no host call in which signals are seen.
using TrampolineNext = bool (*)();

// For a constant: addressed by trampoline frames.
constexpr abi::HostFunctionDescriptor trampolineNext(const void *function) {
  return {.function = {.typeId = 0, .code = 0}, .handler = function, .stackArgumentBytes = 0};
}

// The state of the host's part, at the begin of TrampolineFrame::state.
template <typename State>
State &trampolineState(arch::TrampolineFrame &frame) {
  static_assert(sizeof(State) <= sizeof(frame.state) && std::is_trivially_copyable_v<State>);
  return *reinterpret_cast<State *>(frame.state);
}

// Makes the host call that the guest is in return to a trampoline, whose result becomes that of the call.
// Null when the guest's stack has no room.
arch::TrampolineFrame *pushTrampoline(abi::Context &context, const abi::HostFunctionDescriptor &next);
// The frame of the trampoline that has called the current TrampolineNext.
arch::TrampolineFrame &currentTrampoline();

// Calls a trampoline from the host, on an empty stack.
CallResult callTrampoline(Instance &instance, const arch::TrampolineDescriptor &trampoline);

// A function that the host has made for the guest.
struct ClosureDescriptor {
  arch::TrampolineDescriptor trampoline;
  Signature signature;
  uint32_t element; // of the table that it is made for
};

// The type of a function. Empty if that is none the store knows.
std::optional<Signature> signatureOf(const Store &store, const abi::FunctionDescriptor &function);
bool isClosure(const abi::FunctionDescriptor &function);

} // namespace wasixc::guest
