// Running a guest's signal callback when a host call returns.
//
// The callback's frames lie on the guest's stack between those of the call and whatever it calls, with none
// of the host's in between: so a callback may fork, exec, jump out or be copied like any guest code. Further
// signals take the place of the first one in the same frame, however many there are.
#pragma once

#include "abi/context.h"
#include "runtime/arch/switch.h"

namespace wasixc::guest {

// Makes the guest under `context`, which is in a host call, run the frame's callback before that call returns
// the frame's result; its gate is filled in here. False when the guest's stack has no room. Requires: the
// callback is a function (i32) -> () of the image; it is safe in a fork then.
bool pushSignalFrame(abi::Context &context, const arch::SignalFrame &frame);

// The frame whose callback has returned. Requires: the guest is in the call of wasixcAfterSignal.
arch::SignalFrame &endedSignalFrame(abi::Context &context);

} // namespace wasixc::guest
