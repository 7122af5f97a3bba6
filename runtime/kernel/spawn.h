// spawn: a child with a program of its own, without a fork (WASIX semantics 8).
#pragma once

#include "runtime/kernel/program_file.h"
#include "runtime/kernel/thread.h"

#include <variant>
#include <vector>

namespace wasixc {

struct SpawnOperation {
  abi::SpawnFdCommand command;
  uint32_t fd = 0;
  uint32_t source = 0;   // Dup2
  std::string path = {}; // Open, ChangeDirectory
  uint32_t lookupFlags = 0;
  uint16_t openFlags = 0;
  uint16_t fdFlags = 0;
  bool closesOnExec = false;
  uint64_t rights = 0;
  uint64_t rightsInheriting = 0;
};

struct SpawnRequest {
  ProgramRequest program;
  std::optional<StringList> environment;
  std::vector<SpawnOperation> operations;
  std::vector<abi::SignalDisposition> signals;
};

// The child's pid. The operations happen in order, in the child; the program is looked for afterwards, from
// the child's directory. On failure there has been no child.
Result<Pid> spawnProcess(Thread &parent, SpawnRequest request);

} // namespace wasixc
