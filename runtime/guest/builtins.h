// The handlers behind abi/builtins.def: instructions that generated code leaves to the runtime.
#pragma once

#include "abi/context.h"

namespace wasixc::guest {

// One descriptor per builtin, in the order of abi::Builtin. Null if there is no memory for them.
const abi::HostFunctionDescriptor *builtinTable();

} // namespace wasixc::guest
