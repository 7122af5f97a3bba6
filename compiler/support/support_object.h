// Guest code that is part of every image (bulk_memory.c), as an object file.
#pragma once

#include "llvm/ADT/StringRef.h"

namespace wasixc {

llvm::StringRef supportObject();

} // namespace wasixc
