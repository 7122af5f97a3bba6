#include "runtime/kernel/process.h"

namespace wasixc {

void Process::beginExit(ExitStatus status) {
  MutexLock guard(lock);
  if (!isExiting)
    finalStatus = status;
  isExiting = true;
}

ExitStatus Process::exitStatus() {
  MutexLock guard(lock);
  return finalStatus;
}

} // namespace wasixc
