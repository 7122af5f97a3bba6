// The kernel: every guest process of one host process.
//
// Locks, outermost first; a thread that holds one may only take those below it.
//
//   Kernel::lock                   process table
//   +-- Process::lock              exit status, threads
//       +-- DescriptorTable::lock  numbers of one process
//           +-- HostDirectory::positionLock
//
// No lock is held across a host call that can block.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/kernel/process.h"
#include "runtime/kernel/sandbox_note.h"

#include <map>
#include <memory>

namespace wasixc {

namespace guest {
struct HostFunction;
}

class Kernel {
public:
  // A new process, visible under its pid at once. Pids begin at 1 and are never used twice.
  Process &createProcess(Process *parent);

  // Null when there is none.
  Process *findProcess(Pid pid);

  // Who serves the imports of programs: sys/, which the kernel does not know.
  using ImportResolver = const guest::HostFunction *(*)(std::string_view module, std::string_view name);
  ImportResolver resolveImport = nullptr;

  SandboxNote note;

private:
  Mutex lock;
  Pid lastPid GUARDED_BY(lock) = 0;
  std::map<Pid, std::unique_ptr<Process>> processes GUARDED_BY(lock);
};

} // namespace wasixc
