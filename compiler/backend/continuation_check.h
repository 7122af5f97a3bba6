// Proves on emitted code that guest frames hold no stack addresses (abi/stack.h, law 1 of the design).
#pragma once

#include "compiler/backend/emit.h"

namespace wasixc {

// Disassembles the code of an object and refuses every instruction that turns the stack pointer into a value:
// a `lea` or `mov` from rsp, a push of rsp, arithmetic with rsp as a source. Frames are addressed relative to
// rsp, which is right in a copy at another address too; a stored address would not be. r11 may hold one:
// stack probes of large frames use it, and it never survives a call.
llvm::Error checkContinuations(const ObjectBytes &object);

} // namespace wasixc
