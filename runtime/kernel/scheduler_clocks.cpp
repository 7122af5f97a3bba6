// What fibers have used.
#include "runtime/kernel/scheduler.h"

namespace wasixc {

void Scheduler::endStay(Worker &worker, bool exactly) {
  Fiber &fiber = *worker.current();
  fiber.cycles += worker.meter.endStay(fiber.cpuTime, exactly);
}

uint64_t Scheduler::cyclesOfCurrent() {
  const Fiber &self = current();
  return self.cycles + thisWorker()->meter.ticksOfStay();
}

CpuTime Scheduler::cpuTimeOfCurrent(bool exactly) {
  Fiber &self = current();
  endStay(*thisWorker(), exactly);
  return self.cpuTime.get();
}

// Requires: the lock. What a worker runs changes without it, in switchTo.
const Worker *Scheduler::workerOf(const Fiber &fiber) const {
  for (const Worker *worker : workers)
    if (worker->current() == &fiber)
      return worker;
  return nullptr;
}

// Tried again when the fiber has come or gone meanwhile, unless it does that all the time.
CpuTime Scheduler::cpuTime(const Fiber &fiber) {
  constexpr int kTries = 100;
  const Guard guard(lock);
  for (int i = 0; i < kTries; ++i) {
    const Worker *worker = workerOf(fiber);
    const auto time = worker ? worker->meter.read(fiber.cpuTime) : fiber.cpuTime.get();
    if (time && workerOf(fiber) == worker)
      return *time;
  }
  return fiber.cpuTime.get();
}

} // namespace wasixc
