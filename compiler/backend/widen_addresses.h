// Gives loops 64-bit addresses that step evenly, behind one check that no 32-bit sum wraps.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wasixc {

// An address is memory base + zext(32-bit sum). Where the sum may wrap, zext(p + i) and zext(p + i + 8) have
// no relation that LLVM could use: neighbors do not become one vector access, no check at run time can tell
// whether two arrays overlap, and every sum needs an instruction of its own. Only innermost loops gain
// noticeably, and there the sums are recurrences: start + step * iteration.
//
// For such a loop whose number of iterations is known on entry, this pass computes in 64 bits the first and
// the last value of each recurrence. If all are below 2^32, so is everything in between, and a copy of the
// loop runs in which the addresses are base + zext(start) + 64-bit counter + constant, the same numbers.
// Otherwise the loop runs as it was. The pass belongs in front of the vectorizer. It changes neither the
// addresses nor the order of accesses; that a vectorized loop may trap before all stores of earlier
// iterations are done can be seen by nobody but sharers of the memory, and is true without this pass.
//
// Loops whose stores have run-time distances are kept from the vectorizer.
class WidenAddressesPass : public llvm::PassInfoMixin<WidenAddressesPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace wasixc
