// Counting what a thread uses for its process: CPU time, cycles (wasixc_v1.tos), and memory. Time in which its
// fiber waits, or another one runs on its worker, does not count.
#include "runtime/kernel/process.h"
#include "runtime/kernel/program.h"
#include "runtime/kernel/scheduler.h"
#include "runtime/kernel/thread.h"

namespace wasixc {

void Thread::countCycles() {
  if (isCounting)
    return;
  settledCycles = enteredHostAt = Scheduler::get().cyclesOfCurrent();
  isCounting = true;
}

void Thread::beginCountingHost() { enteredHostAt = Scheduler::get().cyclesOfCurrent(); }

void Thread::endCountingHost() {
  const uint64_t now = Scheduler::get().cyclesOfCurrent();
  owner->cycles.inHost += now - enteredHostAt;
  enteredHostAt = now;
}

CpuTime Thread::cpuTime() {
  Fiber *own = fiber.load(std::memory_order_relaxed);
  Scheduler &scheduler = Scheduler::get();
  return own && own != &scheduler.current() ? scheduler.cpuTime(*own) : scheduler.cpuTimeOfCurrent(true);
}

// What the guest's stack holds by now.
void Thread::settleMemory() {
  if (program && !program->settleStack())
    noteOverdraft();
}

void Thread::noteOverdraft() {
  hasOverdrawn = true;
  requestAttention();
}

void Thread::settleUsage() {
  owner->settleCpuTime(*this, Scheduler::get().cpuTimeOfCurrent(false));
  if (!isCounting)
    return;
  endCountingHost();
  owner->cycles.used += enteredHostAt - settledCycles;
  settledCycles = enteredHostAt;
}

} // namespace wasixc
