// Where `wasixc run` keeps what it has compiled: cache/private_directory.h.
#pragma once

#include "cache/private_directory.h"
#include "tools/wasixc/options.h"

#include "llvm/Support/Error.h"

namespace wasixc {

llvm::Expected<PrivateDirectory> openProgramCache();

// The name of the entry for this module under these options.
std::string programKey(const CommandLine &command, llvm::StringRef module);

} // namespace wasixc
