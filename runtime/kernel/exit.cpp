// The end of a process (WASIX semantics 10).
//
// Descriptors are closed first, so that whoever waits for the child finds its pipes at their end. Children of
// the process live on without a parent: nobody joins them, so they leave the table the moment they end, and
// the ended ones leave it now. A child is joined by its parent or by nobody.
#include "runtime/kernel/kernel.h"

namespace wasixc {

void Kernel::end(Process &process) {
  signalService.cancelTimers(process.pid);
  process.descriptors.closeAll();
  std::unique_ptr<Process> gone;
  {
    MutexLock guard(lock);
    process.hasEnded = true;
    while (Process *child = process.children.takeFront())
      child->parentProcess = nullptr;
    while (Process *child = process.zombies.takeFront())
      take(*child);
    Process *const parent = process.parentProcess;
    const bool isJoined = parent && !parent->forgetsChildren.load(std::memory_order_relaxed);
    if (parent)
      parent->children.remove(process);
    if (isJoined)
      parent->zombies.add(process);
    else
      gone = take(process);
    if (parent) {
      parent->childEnded.wakeAll();
      send(*parent, kSignalChild);
    }
  }
}

} // namespace wasixc
