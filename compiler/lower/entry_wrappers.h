// Code through which the host enters the guest: one wrapper per function type.
//
// The runtime's enter routine calls a wrapper on the guest stack with the callee's descriptor in r10; the
// wrapper takes the arguments from the context's scratch slots, calls, and stores the results there. So host
// code needs to know nothing of the calling convention, and no frame holds the address of a host buffer.
#pragma once

#include "compiler/lower/module_lowering.h"

#include "llvm/ADT/DenseMap.h"

namespace wasixc {

// Defines the wrappers of all types whose functions the host can name, by canonical type index.
llvm::DenseMap<uint32_t, llvm::Function *> lowerEntryWrappers(ModuleLowering &lowering);

} // namespace wasixc
