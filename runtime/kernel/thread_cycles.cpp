// Counting the cycles that a thread uses for its process (wasixc_v1.tos). Time in which its fiber waits, or
// another one runs on its worker, does not count.
#include "runtime/kernel/process.h"
#include "runtime/kernel/scheduler.h"
#include "runtime/kernel/thread.h"

namespace wasixc {

void Thread::countCycles() {
  if (isCounting)
    return;
  Scheduler::get().countCycles();
  settledCycles = enteredHostAt = Scheduler::get().cyclesOfCurrent();
  isCounting = true;
}

void Thread::beginCountingHost() { enteredHostAt = Scheduler::get().cyclesOfCurrent(); }

void Thread::endCountingHost() {
  const uint64_t now = Scheduler::get().cyclesOfCurrent();
  owner->cycles.inHost += now - enteredHostAt;
  enteredHostAt = now;
}

void Thread::settleCycles() {
  if (!isCounting)
    return;
  endCountingHost();
  owner->cycles.used += enteredHostAt - settledCycles;
  settledCycles = enteredHostAt;
}

} // namespace wasixc
