// Exports of commands: wasm-ld wraps every exported function of a program that does not call its constructors
// itself. The wrapper runs them, calls the function, and runs the destructors, as if a command began and
// ended with each call.
//
// For `_start` that is so. For what the host calls while the program runs, the callback of signals and the
// entry of threads, it is not: objects would be made once more and exit handlers run with every signal. So
// those exports lead to the functions inside.
#pragma once

#include "compiler/wasm/module.h"

namespace wasixc {

// Requires: the module is valid.
void unwrapCommandExports(wasm::Module &module);

} // namespace wasixc
