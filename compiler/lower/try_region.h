// A stretch of code that a try or try_table protects, while its function is lowered.
//
// Calls inside become invokes that unwind to the region's landing pad. The pad names the clauses of the
// region and of those around it, innermost first, since the runtime enters it only for a clause that matches
// (abi/exceptions.h). What the region's own clauses do not take goes on to the dispatch of the region around
// it, by a branch; nothing is thrown again. Pad and dispatch exist only if something in the region can throw.
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

struct TryRegion {
  llvm::SmallVector<TryClause, 2> clauses;
  TryRegion *outer;
  llvm::BasicBlock *landingPad = nullptr;
  llvm::BasicBlock *dispatch = nullptr;
  llvm::PHINode *exception = nullptr; // the operands of dispatch
  llvm::PHINode *selector = nullptr;
  llvm::SmallVector<llvm::BasicBlock *, 2> handlers; // one per clause, once dispatched
};

} // namespace wasixc
