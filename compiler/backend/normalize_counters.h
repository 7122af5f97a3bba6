// Makes loop counters start at zero.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wasixc {

// For loops over static arrays, clang's WebAssembly output counts an index from minus the array's size up to
// zero and adds the array's end address to it. Each access is then zext(counter + end) to 64 bits, and the
// 32-bit sum wraps around in every iteration, so LLVM can prove nothing about the addresses and does not
// vectorize. Shifted to start at zero, the counter is counter' + start, the sums become counter' + (start +
// end), which provably never wrap, and the loop looks like the source again. The rewrite is plain modular
// arithmetic and holds for any phi.
class NormalizeCountersPass : public llvm::PassInfoMixin<NormalizeCountersPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace wasixc
