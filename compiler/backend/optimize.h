// Runs LLVM's middle end over a lowered shard.
#pragma once

#include "llvm/ADT/StringSet.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace wasixc {

// Optimizes `module` at level 1 to 3. On return no function has an alloca: locals live in registers.
// References to the context have become absolute GS-relative addresses. Returns the names of functions that
// it has given up, and which now lack a body (growth_limit.h).
llvm::StringSet<> optimize(llvm::Module &module, llvm::TargetMachine &machine, unsigned level);

// What of the above the baseline tier (lower/tier.h) needs. Allocas remain; only loads and stores use them,
// so no address of one is ever a value.
void finishBaseline(llvm::Module &module, llvm::TargetMachine &machine);

} // namespace wasixc
