// Debug information under -g: line N of the "source file" is byte N of the module, so that gdb, addr2line and
// profilers lead from an address of the executable back to a WebAssembly instruction.
#pragma once

#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/Function.h"

namespace wasixc {

class DebugInfo {
public:
  DebugInfo(llvm::Module &module, llvm::StringRef sourceName, bool isOptimized);

  // Describes a function whose code starts at `offset` of the module.
  llvm::DISubprogram *describe(llvm::Function &function, llvm::StringRef name, uint64_t offset);
  void finish() { builder.finalize(); }

private:
  llvm::DIBuilder builder;
  llvm::DIFile *file;
  llvm::DISubroutineType *type;
  const bool isOptimized;
};

} // namespace wasixc
