// Guest code that is part of every image (bulk_memory.c), as an object file: in its AVX encoding for images
// that use AVX elsewhere, because instructions of the older encoding pay for what others leave in the upper
// halves of the registers.
#pragma once

#include "llvm/ADT/StringRef.h"

namespace wasixc {

llvm::StringRef supportObject(bool hasAvx);

} // namespace wasixc
