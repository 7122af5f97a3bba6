// One request to the broker, from its arrival to the answer, in a process of its own.
#pragma once

#include "cache/private_directory.h"
#include "runtime/broker/named_compiler.h"
#include "runtime/broker/protocol.h"

namespace wasixc::broker {

// What the broker works with.
struct Workshop {
  NamedCompiler compiler;
  PrivateDirectory cache;
};

// Answers on `client`. Whoever has sent the request may be up to anything: nothing but the compiler runs, and
// it runs on a copy of the bytes that nobody else can change.
void serve(const Workshop &workshop, ModuleUse use, int module, int client);

} // namespace wasixc::broker
