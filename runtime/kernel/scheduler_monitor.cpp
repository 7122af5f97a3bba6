// The monitor: it sees to it that a fiber does not wait in the queue of a worker that is busy elsewhere.
//
// It exists once something had to queue, sleeps while nothing is queued, and slows down while whatever is
// queued is served in time by its own worker, as in a program that forks and joins all the time.
#include "runtime/kernel/scheduler.h"

#include "runtime/base/host_thread.h"

#include <sched.h>
#include <sys/prctl.h>

namespace wasixc {

namespace {

// Those that this process may use.
size_t cpuCount() {
  static const int count = [] {
    cpu_set_t cpus;
    return sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? CPU_COUNT(&cpus) : 1;
  }();
  return static_cast<size_t>(count);
}

} // namespace

// Requires: the lock, as everything here.
void Scheduler::noteQueued(Fiber &fiber) {
  fiber.queuedTick = tick;
  ++queuedCount;
  if (!hasMonitor) {
    hasMonitor = startHostThread(&monitorMain, this);
  } else if (isMonitorDormant) {
    isMonitorDormant = false;
    monitorWake.notify_one();
  }
}

size_t Scheduler::busyWorkers() const {
  size_t busy = startingWorkers;
  for (const Worker *worker : workers)
    busy += !worker->isIdle && !worker->isBlocked->load(std::memory_order_relaxed);
  return busy;
}

// One worker for each fiber in the shared queue, as far as that makes sense.
void Scheduler::wakeWorkers() {
  size_t wanted = shared.size();
  while (wanted > 0 && !idleWorkers.empty()) {
    Worker *idle = idleWorkers.back();
    idleWorkers.pop_back();
    idle->isIdle = false;
    idle->wake.notify_one();
    --wanted;
  }
  if (wanted == 0)
    return;
  const bool isOverdue = tick - shared.front()->queuedTick >= kOversubscribeTicks;
  const size_t limit = isOverdue ? kMostWorkers : cpuCount();
  while (wanted-- > startingWorkers && busyWorkers() < limit && workers.size() < kMostWorkers) {
    startWorker();
    if (isOverdue)
      break; // one at a time: the CPUs are busy as it is
  }
}

bool Scheduler::fireTimers() {
  bool fired = false;
  while (!timers.empty() && timers.begin()->first <= blocking::now()) {
    Fiber &fiber = *timers.begin()->second;
    fiber.hasTimedOut = true;
    makeRunnable(fiber);
    fired = true;
  }
  return fired;
}

// A fiber that was queued just before the last tick has not waited for a whole one.
bool Scheduler::moveOldFibers() {
  bool moved = false;
  for (Worker *worker : workers)
    for (Fiber *fiber = worker->queue.front(); fiber;) {
      Fiber *next = FiberQueue::after(*fiber);
      if (tick - fiber->queuedTick >= 2) {
        worker->queue.remove(*fiber);
        shared.pushBack(*fiber);
        moved = true;
      }
      fiber = next;
    }
  return moved;
}

bool Scheduler::isMonitorNeeded() const {
  if (shared.front() || (!timers.empty() && idleWorkers.size() < workers.size()))
    return true;
  for (const Worker *worker : workers)
    if (worker->queue.front())
      return true;
  return false;
}

void *Scheduler::monitorMain(void *scheduler) {
  prctl(PR_SET_TIMERSLACK, 1);
  static_cast<Scheduler *>(scheduler)->monitorLoop();
  return nullptr;
}

void Scheduler::monitorLoop() {
  Guard guard(lock);
  uint64_t seen = 0;
  uint32_t quietTicks = 0;
  for (;;) {
    if (!isMonitorNeeded() && seen == queuedCount) {
      isMonitorDormant = true;
      while (isMonitorDormant)
        monitorWake.wait(guard);
      quietTicks = 0;
    }
    seen = queuedCount;
    const blocking::Deadline period = quietTicks < kTicksUntilSlow ? kTick : kSlowTick;
    blocking::Deadline next = blocking::now() + period;
    if (!timers.empty())
      next = std::min(next, timers.begin()->first);
    monitorWake.wait_until(guard, std::chrono::steady_clock::time_point(std::chrono::nanoseconds(next)));
    ++tick;
    const bool hasFired = fireTimers();
    const bool acted = moveOldFibers() || hasFired;
    if (shared.front())
      wakeWorkers();
    quietTicks = acted ? 0 : quietTicks + 1;
  }
}

} // namespace wasixc
