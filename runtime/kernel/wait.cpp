// proc_join: waiting for children (WASIX semantics 9). Each ended child is handed out exactly once.
#include "runtime/kernel/kernel.h"

namespace wasixc {

Process *Kernel::findEnded(Process &parent, std::optional<Pid> pid, bool &hasChild) {
  if (!pid) {
    hasChild = parent.children.front() || parent.zombies.front();
    return parent.zombies.front();
  }
  const auto found = processes.find(*pid);
  hasChild = found != processes.end() && found->second->parentProcess == &parent;
  return hasChild && found->second->hasEnded ? found->second.get() : nullptr;
}

// Each stop is told once, as POSIX waitpid with WUNTRACED does.
std::optional<Kernel::Ended> Kernel::findStopped(Process &parent, std::optional<Pid> pid) {
  for (Process *child = parent.children.front(); child; child = child->nextSibling)
    if (!pid || child->pid == *pid)
      if (const auto signal = child->takeStopReport())
        return Ended{.pid = child->pid, .status = {}, .stoppedBy = *signal};
  return std::nullopt;
}

Result<std::optional<Kernel::Ended>> Kernel::join(Process &parent, std::optional<Pid> pid, bool canWait,
                                                  bool wantsStopped) {
  std::unique_ptr<Process> gone; // destroyed after the lock is released
  MutexLock guard(lock);
  for (;;) {
    bool hasChild = false;
    if (Process *ended = findEnded(parent, pid, hasChild)) {
      const Ended result = {.pid = ended->pid, .status = ended->exitStatus()};
      parent.zombies.remove(*ended);
      gone = take(*ended);
      return std::optional<Ended>(result);
    }
    if (!hasChild)
      return Errno::CHILD;
    if (wantsStopped)
      if (const auto stopped = findStopped(parent, pid))
        return stopped;
    if (!canWait)
      return std::optional<Ended>();
    TRY(parent.childEnded.wait(lock));
  }
}

} // namespace wasixc
