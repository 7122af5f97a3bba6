// Keeps traps and NaNs that LLVM would be free to lose.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wasixc {

// LLVM may delete a load whose value is unused, and may fold x * 1.0 into x. WebAssembly may not: the load
// can trap (spec, "Memory Instructions"), the multiplication turns a signaling NaN into a quiet one (spec,
// "NaN Propagation"). Right after SSA construction this pass makes such loads volatile and such operations
// explicit canonicalizations; everything else stays ordinary code, so the optimizer loses nothing.
class StrictSemanticsPass : public llvm::PassInfoMixin<StrictSemanticsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
  static bool isRequired() { return true; }
};

} // namespace wasixc
