// Reading the module to compile.
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

#include <string>

namespace wasixc {

using ModuleBytes = llvm::SmallVector<uint8_t, 0>;

// The bytes of the module in the file `path`, or on standard input if that is "-". They are a copy: what is
// validated is what is compiled, whatever happens to the file meanwhile.
llvm::Expected<ModuleBytes> readModuleFile(const std::string &path);

} // namespace wasixc
