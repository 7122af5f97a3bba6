// Stops the optimizer where it works on a function that its own inlining and unrolling have made too large.
//
// A function of few bytes can become a huge one: a thousand calls of a callee that is just small enough to be
// inlined. What the optimizer then does costs more than linear time (lower/tier.h). Such a function is found
// here, by its size before the expensive passes; from there on they leave it alone, and its code comes from
// the baseline tier in the end.
#pragma once

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PassInstrumentation.h"

namespace wasixc {

class GrowthLimit {
public:
  // Requires: this outlives what is run with the callbacks.
  void attach(llvm::PassInstrumentationCallbacks &callbacks);

  // After optimization: looks at each function once more, removes the bodies of all that are too large, and
  // returns their names.
  llvm::StringSet<> removeOvergrown(llvm::Module &module);

private:
  bool mayRun(llvm::StringRef pass, const llvm::Function &function);
  bool mayInline(const llvm::Module &module);
  void record(const llvm::Function &function, size_t instructions);

  llvm::StringSet<> overgrown;
  llvm::DenseMap<const llvm::Function *, size_t> sizes; // when they were last looked at
  size_t total = 0;                                     // of `sizes`
  size_t mostTotal = 0;                                 // beyond which nothing is inlined any more
};

} // namespace wasixc
