// Finds out whether one iteration of a loop does the same several times, for consecutive elements.
#pragma once

#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/AliasAnalysis.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Instructions.h"

#include <optional>

namespace wasixc {

// What an iteration combines into a phi, one element after the other. `partial[i]` is the value behind the
// copy i.
struct Reduction {
  llvm::PHINode *phi;
  llvm::SmallVector<llvm::Instruction *, 8> partial;
};

// A value of the first copy that advances evenly, from its start in the first iteration; by `step` from copy
// to copy.
struct EvenValue {
  const llvm::SCEV *start;
  int64_t step;
};

// One iteration of a loop, seen as `count` copies of the same.
struct LoopCopies {
  unsigned count;
  // What the first copy does, and the values that it does it with.
  llvm::SmallSetVector<llvm::Instruction *, 32> operations;
  llvm::SmallMapVector<llvm::Value *, EvenValue, 8> evenValues;
  llvm::SmallVector<Reduction, 2> reductions;
  // Each operation with itself and with what corresponds to it in the other copies.
  llvm::SmallVector<std::pair<llvm::Instruction *, llvm::Instruction *>, 32> counterparts;
};

// The copies of which `loop`, a single block, consists, if it makes no difference to run one after the other.
// Every access steps from copy to copy by its own size.
std::optional<LoopCopies> findLoopCopies(const llvm::Loop &loop, llvm::ScalarEvolution &evolution,
                                         llvm::AAResults &aliases);

} // namespace wasixc
