// Runs LLVM's middle end over a lowered shard.
#pragma once

#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace wasixc {

// Optimizes `module` at level 0 to 3. On return no function has an alloca: locals live in registers, which is
// what makes guest frames free of stack addresses (abi/stack.h). References to the context have become
// absolute GS-relative addresses.
void optimize(llvm::Module &module, llvm::TargetMachine &machine, unsigned level);

} // namespace wasixc
