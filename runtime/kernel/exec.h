// exec: another program in place of the one that calls (WASIX semantics 7).
#pragma once

#include "runtime/kernel/program_file.h"
#include "runtime/kernel/thread.h"

namespace wasixc {

// Runs the program when the current call is over: with the process's pid, parent, current directory, ignored
// signals, and its descriptors except those that close on exec. The environment is replaced when one is
// given. On failure nothing has changed. In a vfork child, the child gets a thread of its own and the parent
// goes on.
Result<void> execProgram(Thread &thread, ProgramRequest request, std::optional<StringList> environment);

} // namespace wasixc
