// What the masks of --spectre are made of (speculation.cpp).
#pragma once

#include "llvm/IR/IRBuilder.h"

namespace wasixc {

// `value`, about which LLVM knows nothing from here on. It stays where it is, but touches no memory that the
// module has: what is loaded from the context may stay in registers.
llvm::Value *hidden(llvm::IRBuilderBase &builder, llvm::Value *value);

} // namespace wasixc
