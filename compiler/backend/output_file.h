// Writing results: complete or not at all.
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace wasixc {

// Writes `content` to `path`; "-" is the standard output. An error (a full disk, a directory that cannot be
// written) leaves no new file behind, and one that was there before as it was.
llvm::Error writeOutput(const std::string &path, llvm::StringRef content, bool isExecutable);

} // namespace wasixc
