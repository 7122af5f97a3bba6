// The walls of the broker and of the compilers that it runs. What a kernel lacks is left out.
#pragma once

#include "runtime/broker/named_compiler.h"

namespace wasixc::broker {

// For the broker: may read and execute what the compiler consists of, and write to its cache.
void confineBroker(const NamedCompiler &compiler, int cacheDirectory);

// For a compiler: what it consists of, and no sockets.
void confineCompiler(const NamedCompiler &compiler);

} // namespace wasixc::broker
