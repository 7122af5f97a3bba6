// Checks a module's imports against what a runtime can serve (abi/imports.def).
#pragma once

#include "compiler/compile.h"
#include "compiler/wasm/module.h"

namespace wasixc {

// For executables: every import must be a row of the table with the same type, or the process's memory.
// Returns the imports that are known but answer ENOSYS, as "module.name". Images are linked by whoever loads
// them: no check.
llvm::Expected<std::vector<std::string>> checkImports(const wasm::Module &module,
                                                      const CompileOptions &options);

} // namespace wasixc
