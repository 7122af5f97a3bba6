// The runtime as a relocatable object, linked when wasixc was built and carried inside it.
#pragma once

#include "llvm/ADT/StringRef.h"

namespace wasixc {

llvm::StringRef runtimeObject();

} // namespace wasixc
