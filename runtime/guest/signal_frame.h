// Running a guest's signal callback when a host call returns.
//
// The callback's frames lie on the guest's stack between those of the call and whatever it calls, with none
// of the host's in between: so a callback may fork, exec, jump out or be copied like any guest code.
#pragma once

#include "abi/context.h"

namespace wasixc::guest {

// Makes the guest under `context`, which is in a host call, run the callback before that call returns
// `result`. False when the guest's stack has no room. Requires: `callback` is a function (i32) -> () of the
// image; it is safe in a fork then.
bool pushSignalFrame(abi::Context &context, const abi::FunctionDescriptor *callback, uint8_t signal,
                     uint64_t result);

} // namespace wasixc::guest
