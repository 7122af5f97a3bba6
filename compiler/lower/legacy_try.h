// The clauses of the legacy `try` blocks of a function.
//
// A landing pad has to name its clauses when the first call inside the block is lowered, but in the legacy
// encoding they follow the block's body; and whether a handler needs the exception itself depends on a
// `rethrow` somewhere inside of it. So a function that has such blocks is read once ahead.
#pragma once

#include "compiler/lower/try_region.h"
#include "compiler/wasm/module.h"

#include "llvm/ADT/DenseMap.h"

namespace wasixc {

struct LegacyTry {
  llvm::SmallVector<TryClause, 2> clauses;
  std::optional<uint32_t> delegate; // the label, counted from outside of the block
};

// By the offset of the `try` in the file.
using LegacyTries = llvm::DenseMap<uint64_t, LegacyTry>;

// Requires: the function has been validated.
LegacyTries findLegacyTries(const wasm::Module &module, uint32_t function);

} // namespace wasixc
