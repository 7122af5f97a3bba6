// From an import's name to the host function that serves it.
#pragma once

#include "runtime/guest/host_function.h"

namespace wasixc::sys {

// The function behind `module`.`name`, or null when no row of abi/imports.def offers it. Its signature is the
// row's; the linker of instances compares it with the type that the module imports.
const guest::HostFunction *resolveImport(std::string_view module, std::string_view name);

} // namespace wasixc::sys
