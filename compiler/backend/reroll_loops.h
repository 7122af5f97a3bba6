// Undoes the unrolling that the module's producer has done, where the vectorizer can do better.
#pragma once

#include "llvm/IR/PassManager.h"

namespace wasixc {

// Clang unrolls small loops for WebAssembly: by two, often. LLVM's vectorizer meets the copies as neighbors
// with a stride, and makes a vector of its own for each copy. As long as elements are computed from elements
// alone, all these shuffles cancel out; but where an element depends on its index, or where elements are
// summed up, they stay.
//
// Where one iteration of such an innermost loop does the same k times for consecutive elements, this pass
// keeps the first copy and lets it run k times as often:
//
//   for (i = 0; i < n; i += 2)              for (i = 0; i < n; ++i)
//     a[i] += i, a[i + 1] += i + 1;    ->     a[i] += i;
//
// The loop runs the same operations on the same numbers in the same order, except that accesses which
// provably do not meet may change places. Only loops are changed in which every access steps by its own size,
// because these are what the vectorizer does well; one that it leaves alone nevertheless is unrolled again
// behind it.
//
// The pass belongs behind WidenAddressesPass (addresses that wrap do not advance evenly) and in front of the
// vectorizer.
class RerollLoopsPass : public llvm::PassInfoMixin<RerollLoopsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function, llvm::FunctionAnalysisManager &analyses);
};

} // namespace wasixc
