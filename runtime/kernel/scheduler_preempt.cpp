// Interrupting a fiber that runs: signals reach one that sleeps in the host or computes.
#include "runtime/guest/preempt.h"
#include "runtime/kernel/scheduler.h"

namespace wasixc {

// Which fiber a worker runs changes without the lock, in switchTo. A fiber that is about to run again is in
// host code and looks for signals before it is in the guest's; one that is about to stop has seen the
// interruption. So whatever is read here, a missed one is not needed, or repeated by the signal service.
bool Scheduler::preempt(Fiber &fiber, bool mustLeave) {
  const Guard guard(lock);
  if (fiber.state == Fiber::State::Parked || fiber.state == Fiber::State::Queued)
    return false;
  const Worker *worker = workerOf(fiber);
  if (worker && worker == thisWorker())
    return false;
  if (!worker)
    return mustLeave;
  if (!mustLeave && !worker->isBlocked->load(std::memory_order_seq_cst))
    return false;
  guest::preempt(worker->thread);
  return true;
}

namespace parking {

bool isInterrupted() { return Scheduler::get().isCurrentInterrupted(); }
bool mustLeave() { return Scheduler::get().mustCurrentLeave(); }

} // namespace parking

} // namespace wasixc
