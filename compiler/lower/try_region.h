// A stretch of code that a try or try_table protects, while its function is lowered.
//
// Calls inside become invokes that unwind to the region's landing pad. The pad names the clauses of the
// region and of those around it, innermost first, since the runtime enters it only for a clause that matches
// (abi/exceptions.h). What the region's own clauses do not take goes on to the dispatch of the region around
// it, by a branch. Pad and dispatch exist only if something in the region can throw.
//
// In deep nests that would be a list of all clauses around for each region. So a pad that has kMostPadClauses
// leaves the regions further out to one clause that catches everything: what it catches is thrown again, from
// a call that the first of these regions protects.
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/BasicBlock.h"
#include "llvm/IR/Instructions.h"

#include <optional>

namespace wasixc {

struct TryClause {
  std::optional<uint32_t> tag; // none: catches all
  bool hasReference;           // the handler can get hold of the exception itself
  uint32_t label = 0;          // of try_table, counted from outside of it
};

// Of the regions around; a region's own clauses are all there.
inline constexpr unsigned kMostPadClauses = 16;

struct TryRegion {
  llvm::SmallVector<TryClause, 2> clauses;
  TryRegion *outer;
  llvm::BasicBlock *landingPad = nullptr;
  llvm::BasicBlock *dispatch = nullptr;
  llvm::BasicBlock *rethrow =
      nullptr; // throws an exception again that an inner region has caught on the way here
  llvm::PHINode *rethrown = nullptr;
  llvm::PHINode *exception = nullptr; // the operands of dispatch
  llvm::PHINode *selector = nullptr;
  llvm::SmallVector<llvm::BasicBlock *, 2> handlers; // one per clause, once dispatched
};

} // namespace wasixc
