// One run of the compiler: with limits of its own, in a wall of its own, and with no descriptors but the
// module, the output and a pipe for what it has to say.
//
// The compiler reads a guest's bytes, so it may be taken over by them. What it can reach then: what it was
// compiled with (libraries below /usr and its own directory), to read. No other file, no network, no other
// process.
#pragma once

#include "runtime/base/result.h"
#include "runtime/broker/named_compiler.h"
#include "runtime/broker/protocol.h"

#include <string>

namespace wasixc::broker {

constexpr unsigned kMostSeconds = 600; // of the clock, and of each processor
constexpr uint64_t kMostMemory = 4ull << 30;
constexpr uint64_t kMostOutputBytes = 1ull << 30;
constexpr unsigned kMostCompilerDescriptors = 1024;
constexpr unsigned kMostCompilerThreads = 8;

struct CompilerRun {
  const NamedCompiler &compiler;
  int module; // its description belongs to nobody else
  int output;
  ModuleUse use;
  int client; // the compiler is stopped when this socket's other end is closed
};

// Whether the compiler has ended with success; else what it said, as far as that can be printed.
bool runCompiler(const CompilerRun &run, std::string &message);

} // namespace wasixc::broker
