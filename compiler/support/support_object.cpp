// See support_object.h.
#include "compiler/support/support_object.h"

extern "C" const char wasixcSupportObjectBegin[];
extern "C" const char wasixcSupportObjectEnd[];
extern "C" const char wasixcSupportObjectAvxBegin[];
extern "C" const char wasixcSupportObjectAvxEnd[];

namespace wasixc {

static llvm::StringRef between(const char *begin, const char *end) {
  return {begin, static_cast<size_t>(end - begin)};
}

llvm::StringRef supportObject(bool hasAvx) {
  return hasAvx ? between(wasixcSupportObjectAvxBegin, wasixcSupportObjectAvxEnd)
                : between(wasixcSupportObjectBegin, wasixcSupportObjectEnd);
}

} // namespace wasixc
