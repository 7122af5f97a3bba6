#include "runtime/kernel/kernel.h"

namespace wasixc {

Process &Kernel::createProcess(Process *parent) {
  MutexLock guard(lock);
  const Pid pid = ++lastPid;
  return *processes.emplace(pid, std::make_unique<Process>(*this, pid, parent)).first->second;
}

Process *Kernel::findProcess(Pid pid) {
  MutexLock guard(lock);
  const auto found = processes.find(pid);
  return found == processes.end() ? nullptr : found->second.get();
}

} // namespace wasixc
