// What a program may reach: the options it was compiled with, or those that replace them in the environment
// (abi/config.h), turned into descriptors and environment variables of the first process.
#pragma once

#include "runtime/confinement/walls.h"
#include "runtime/kernel/kernel.h"

#include <span>
#include <string_view>

namespace wasixc {

// `baked` holds the options of the compiler's command line, each ended by NUL; `variable` is the value of
// the replacing variable or null; `hostEnvironment` may be null. Prints what is wrong and returns false when
// an option cannot be followed. `walls` gets to know what was granted.
//
// The process has entered its first grant then (guest_path.h). `directory` becomes
// the name of another directory to begin in; empty: none.
bool applyOptions(Process &process, std::string_view program, std::string_view baked, const char *variable,
                  const char *const *hostEnvironment, confinement::WallPlan &walls, std::string &directory);

// Enters that directory, if there is one. Prints what is wrong and returns false if it is no directory.
// Requires: the process has all its directories.
bool enterCurrentDirectory(Process &process, std::string_view program, const std::string &directory);

// Starts what compiles modules, where a compiler is named (broker/broker.h). Requires: the options have been
// applied, and no guest has run. Prints what is wrong and returns false when the compiler cannot be used.
bool startCompiler(Kernel &kernel, std::string_view program);

// Gives the host's 0, 1 and 2 to the process.
void adoptStandardFiles(Process &process);

} // namespace wasixc
