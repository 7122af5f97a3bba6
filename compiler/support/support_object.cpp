// See support_object.h.
#include "compiler/support/support_object.h"

extern "C" const char wasixcSupportObjectBegin[];
extern "C" const char wasixcSupportObjectEnd[];

namespace wasixc {

llvm::StringRef supportObject() {
  return {wasixcSupportObjectBegin, static_cast<size_t>(wasixcSupportObjectEnd - wasixcSupportObjectBegin)};
}

} // namespace wasixc
