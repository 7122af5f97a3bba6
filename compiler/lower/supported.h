// Which valid modules the lowering can take. What it cannot is refused by name, never miscompiled.
#pragma once

#include "compiler/wasm/module.h"

#include "llvm/Support/Error.h"

namespace wasixc {

llvm::Error checkModuleSupported(const wasm::Module &module);

// Requires: the function is defined and valid.
llvm::Error checkFunctionSupported(const wasm::Module &module, uint32_t index);

} // namespace wasixc
