// See runtime_object.h.
#include "tools/wasixc/runtime_object.h"

extern "C" const char wasixcRuntimeObjectBegin[];
extern "C" const char wasixcRuntimeObjectEnd[];

namespace wasixc {

llvm::StringRef runtimeObject() {
  return {wasixcRuntimeObjectBegin, static_cast<size_t>(wasixcRuntimeObjectEnd - wasixcRuntimeObjectBegin)};
}

} // namespace wasixc
