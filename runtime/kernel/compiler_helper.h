// Compiling a module for exec or dlopen, on the host's side.
#pragma once

#include "runtime/base/unique_fd.h"
#include "runtime/kernel/image_file.h"
#include "runtime/kernel/process.h"

#include <sys/stat.h>

namespace wasixc {

// The program that a module compiles to, from the cache or made now by the compiler: the one that the host's
// variable WASIXC_COMPILER names, or `wasixc` next to this program. NOEXEC when there is none or the module
// is not valid; ACCES when guests could write to the cache.
Result<UniqueFd> compileModule(Process &process, int module, const struct stat &status, std::string_view name,
                               ModuleUse use);

} // namespace wasixc
