// Which valid modules the lowering can take. What it cannot is refused by name, never miscompiled.
#pragma once

#include "compiler/wasm/module.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/Support/Error.h"

#include <atomic>

namespace wasixc {

llvm::Error checkModuleSupported(const wasm::Module &module);

// The functions that take part in tail calls: those that make one, and those that one calls by index. Marked
// by many threads at once.
class TailCallSet {
public:
  explicit TailCallSet(size_t functions) : marks(functions) {}
  void mark(uint32_t function) { marks[function].store(true, std::memory_order_relaxed); }
  llvm::BitVector take() const;

private:
  std::vector<std::atomic<bool>> marks;
};

// Marks what the function's tail calls involve. Requires: the function is defined and valid.
llvm::Error checkFunctionSupported(const wasm::Module &module, uint32_t index, TailCallSet &tailCalls);

} // namespace wasixc
