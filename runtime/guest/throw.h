// Throwing exceptions: abi/exceptions.h and abi/builtins.def have the contract with generated code.
//
// The search walks the guest's frames from the gate outwards, through linked instances, until a frame's
// landing pad has a clause that matches, or to the call that entered the guest. It changes nothing; so an
// exception that nobody catches is a trap with the backtrace of the throw, and one that is caught continues
// at the landing pad right away with the registers that the walk has found: there is nothing to clean up in
// between.
#pragma once

#include <cstdint>

namespace wasixc::guest {

// Both throw in the guest that called the current host code. No object with a destructor may be alive in the
// frames between here and the gate: they vanish.
[[noreturn]] void throwTag(uint32_t tag);
[[noreturn]] void throwReference(uint64_t handle);

} // namespace wasixc::guest
