// Calling guest functions from the host: the outermost call of a thread, or one from within a host call.
#pragma once

#include "abi/context.h"
#include "runtime/arch/gs_base.h"
#include "runtime/guest/trap.h"
#include "runtime/guest/value.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace wasixc::guest {

class Instance;

struct CallResult {
  enum class Outcome : uint8_t { Returned, Trapped, Exited };

  Outcome outcome = Outcome::Returned;
  uint32_t exitCode = 0;
  TrapInfo trap;

  static CallResult trapped(abi::TrapKind kind) {
    CallResult result;
    result.outcome = Outcome::Trapped;
    result.trap.kind = kind;
    return result;
  }
};

using arch::currentContext;

// Calls the function behind `descriptor`, whose type is one of the instance's. As many arguments and results
// as the type has. Requires: the type has an entry wrapper.
CallResult call(Instance &instance, const abi::FunctionDescriptor *descriptor, uint32_t typeIndex,
                std::span<const Value> arguments, std::span<Value> results);

// The same with a function without parameters and results, of any instance that is linked with this one.
CallResult callFunction(Instance &instance, const abi::FunctionDescriptor &function);

// Calls an exported function. Requires: there is one of this name.
CallResult callExport(Instance &instance, std::string_view name, std::span<const Value> arguments = {},
                      std::span<Value> results = {});

// Continues a guest that is in a host call, which then returns `result`: see wasixcResume.
CallResult resume(abi::Context &context, uint64_t result);

// Ends the guest that called the current host code; its call() says Exited. No object with a destructor may
// be alive in the frames between here and the gate: they vanish.
[[noreturn]] void exitFromHost(uint32_t code);

// What happens around every import, for builtins that may sleep: sys/dispatch.cpp. The second one may leave
// the guest, so that no object with a destructor may be alive.
void beginSleepingCall();
void endSleepingCall(uint64_t result);

// For builtins that may take long, now and then and at their end: where the guest has to stop or to end, it
// does so here, as it would in its own code (preempt.h), which a guest that calls builtins all the time is
// hardly found in. Signals wait for a host call. The same holds for objects with a destructor.
void pauseIfAsked();

// Abandons the guest under `context` after filling in the result of the call that entered it.
[[noreturn]] void leave(abi::Context &context, CallResult result);

} // namespace wasixc::guest
