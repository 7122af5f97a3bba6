// The options an executable carries for its own start (abi/config.h).
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/Module.h"

#include <string>

namespace wasixc {

void defineProgramConfig(llvm::Module &module, llvm::ArrayRef<std::string> options);

} // namespace wasixc
