// Validation (chapter 3 of the standard). A module is valid when validateModule and validateFunction for
// every function that is not imported succeed. Nothing here writes to the module, so bodies can be
// validated in parallel, each just before it is lowered.
#pragma once

#include "compiler/wasm/function_size.h"
#include "compiler/wasm/module.h"

namespace wasixc::wasm {

// Everything outside of function bodies: types, imports, exports, constant expressions, segments, limits.
llvm::Error validateModule(const Module &module);

// The body of one function, and what there is to count in it. Requires: validateModule succeeded and the
// function is not imported.
llvm::Expected<FunctionSize> validateFunction(const Module &module, uint32_t functionIndex);

// All of the above, one function after the other.
llvm::Error validateAll(const Module &module);

} // namespace wasixc::wasm
