// The heap of compiled programs: runtime/heap.cpp.
#pragma once

namespace wasixc::heap {

// Sets the reserve aside, before the first guest runs. False when the host has no room for it.
bool prepare();

// Ends the host process: nothing else is left.
[[noreturn]] void fail();

} // namespace wasixc::heap
