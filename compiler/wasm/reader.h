// The binary format: from bytes to a Module, in one pass over the sections.
//
// The reader checks everything that makes a module malformed outside of function bodies: section order and
// sizes, counts, encodings, names. What makes it invalid is the validator's business. It refuses absurd
// counts before it allocates for them.
#pragma once

#include "compiler/wasm/module.h"

namespace wasixc::wasm {

// `bytes` must outlive the module: it keeps spans into them.
llvm::Expected<Module> readModule(llvm::ArrayRef<uint8_t> bytes, const FeatureSet &features);

} // namespace wasixc::wasm
