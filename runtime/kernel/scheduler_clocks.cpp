// What fibers have used: CPU time, cycles, and memory that they touch without asking.
#include "runtime/kernel/scheduler.h"

namespace wasixc {

namespace {

// The time in which a fiber may touch memory unseen: some 10 us, in which it gets less from the kernel than
// what every stack is charged from the start (guest/stack.h). Looking takes a quarter of a microsecond.
constexpr uint64_t kSettledEvery = 50'000;

} // namespace

void Scheduler::endStay(Worker &worker, bool exactly) {
  Fiber &fiber = *worker.current();
  fiber.cycles += worker.meter.endStay(fiber.cpuTime, exactly);
  if (fiber.cycles - fiber.settledCycles >= kSettledEvery && fiber.client) {
    fiber.settledCycles = fiber.cycles;
    fiber.client->settleMemory();
  }
}

void Scheduler::noteOverdraft() {
  const Worker *self = thisWorker();
  if (self && self->current()->client)
    self->current()->client->noteOverdraft();
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
