// Where `wasixc run` keeps what it has compiled.
#pragma once

#include "tools/wasixc/options.h"

#include "llvm/Support/Error.h"

namespace wasixc {

// The path that belongs to this module under these options, in a directory that only the user can write:
// $XDG_CACHE_HOME/wasixc/programs or ~/.cache/wasixc/programs. The file may not exist yet.
llvm::Expected<std::string> findCachedProgram(const CommandLine &command, llvm::StringRef module);

} // namespace wasixc
