// The types of a function's parameters and locals, as runs of equal types: a body of a few bytes can declare
// tens of thousands of locals, and must not cost more than its bytes as long as it uses none of them.
#pragma once

#include "compiler/wasm/types.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/STLExtras.h"

namespace wasixc::wasm {

class LocalTypes {
public:
  void append(uint32_t count, ValueType type) {
    if (count == 0)
      return;
    if (!runs.empty() && runs.back().type == type)
      runs.back().end += count;
    else
      runs.push_back({size() + count, type});
  }

  uint32_t size() const { return runs.empty() ? 0 : runs.back().end; }

  // Requires: index < size().
  ValueType operator[](uint32_t index) const {
    return llvm::partition_point(runs, [&](const Run &run) { return run.end <= index; })->type;
  }

  // Calls `visit` with each type that occurs, as long as it returns true.
  template <typename Visit>
  bool allOf(Visit visit) const {
    return llvm::all_of(runs, [&](const Run &run) { return visit(run.type); });
  }

private:
  struct Run {
    uint32_t end;
    ValueType type;
  };

  llvm::SmallVector<Run, 8> runs;
};

} // namespace wasixc::wasm
