// Switching between fibers, and the workers' loop.
#include "runtime/kernel/scheduler.h"

#include "runtime/arch/switch.h"
#include "runtime/base/host_thread.h"
#include "runtime/guest/trap.h"

#include <cstdlib>

namespace wasixc {

namespace {

thread_local Worker *worker = nullptr;

} // namespace

Scheduler &Scheduler::get() {
  static Scheduler *const instance = new Scheduler;
  return *instance;
}

// Never inlined: a caller that has switched runs on another OS thread, where `worker` lies elsewhere.
__attribute__((noinline)) Worker *Scheduler::thisWorker() {
  asm volatile("");
  return worker;
}

Worker &Scheduler::adoptThread() {
  auto *adopted = new Worker;
  auto *fiber = new Fiber;
  fiber->isOnWorker = true;
  fiber->watch.adopt();
  adopted->setCurrent(fiber);
  adopted->isBlocked = blocking::regionFlag();
  worker = adopted;
  const Guard guard(lock);
  workers.push_back(adopted);
  return *adopted;
}

Fiber &Scheduler::current() {
  Worker *self = thisWorker();
  return *(self ? self : &adoptThread())->current();
}

// Requires: the lock. The shared queue gets its turn even if the worker's own never runs dry.
Fiber *Scheduler::pick(Worker &self) {
  if (++self.picks % kSharedQueueTurn == 0)
    if (Fiber *fiber = shared.popFront())
      return fiber;
  if (Fiber *fiber = self.queue.popFront())
    return fiber;
  return shared.popFront();
}

// The main thread's worker runs a fiber on the thread's own stack, so it gets its idle fiber before there is
// a second one, while failing is still possible; or when it has to wait before.
Result<void> Scheduler::prepareIdleFiber() {
  current();
  Worker &self = *thisWorker();
  if (!self.idle)
    self.idle = new Fiber(TRY(HostStack::take()), &idleMain, this);
  return {};
}

// The current fiber is parked, queued or dead.
void Scheduler::switchAway(Worker &self, Guard &guard) {
  Fiber *next = pick(self);
  if (!next && !self.idle && !prepareIdleFiber().ok())
    abort(); // in tests and tools only: a program has prepared it
  if (!next)
    next = self.idle;
  next->state = Fiber::State::Running;
  guard.unlock();
  switchTo(self, *next);
}

// A fiber in a queue may still be about to leave its stack on another worker. That wait is short, and there
// are no circles in it: whoever is waited for has decided to leave earlier.
__attribute__((noinline)) void Scheduler::switchTo(Worker &self, Fiber &next) {
  Fiber *from = self.current();
  while (next.isOnWorker.load(std::memory_order_acquire))
    __builtin_ia32_pause();
  next.isOnWorker.store(true, std::memory_order_relaxed);
  endStay(self, false);
  self.left = from;
  self.setCurrent(&next);
  from->watch.leaveFor(next.watch, from->isDead);
  wasixcSwitchStack(&from->stackPointer, next.stackPointer);
  finishSwitch();
}

__attribute__((noinline)) void Scheduler::finishSwitch() {
  Worker *self = thisWorker();
  Fiber *left = std::exchange(self->left, nullptr);
  self->current()->watch.arriveFrom(left->watch);
  if (left->isDead) {
    left->watch.end();
    delete left;
  } else {
    left->isOnWorker.store(false, std::memory_order_release);
  }
}

void Scheduler::begin() {
  finishSwitch();
  Fiber *fiber = thisWorker()->current();
  fiber->main(fiber->argument);
  get().end();
}

void Scheduler::pushLocal(Worker &self, Fiber &fiber, bool inFront) {
  fiber.state = Fiber::State::Queued;
  noteQueued(fiber);
  if (inFront)
    self.queue.pushFront(fiber);
  else
    self.queue.pushBack(fiber);
}

void Scheduler::runFirst(Fiber &fiber) {
  Fiber &self = current();
  Worker &here = *thisWorker();
  {
    const Guard guard(lock);
    multitasking.store(true, std::memory_order_relaxed);
    pushLocal(here, self, true);
  }
  switchTo(here, fiber);
}

void Scheduler::enqueue(Fiber &fiber) {
  current();
  const Guard guard(lock);
  multitasking.store(true, std::memory_order_relaxed);
  pushLocal(*thisWorker(), fiber, false);
}

void Scheduler::yield() {
  Fiber &self = current();
  Worker &here = *thisWorker();
  Guard guard(lock);
  if (!here.queue.front() && !shared.front())
    return;
  Fiber *next = pick(here);
  next->state = Fiber::State::Running;
  pushLocal(here, self, false);
  guard.unlock();
  switchTo(here, *next);
}

void Scheduler::end() {
  Worker &here = *thisWorker();
  here.current()->isDead = true;
  Guard guard(lock);
  switchAway(here, guard);
  __builtin_unreachable();
}

void Scheduler::endInto(Fiber &next) {
  Worker &here = *thisWorker();
  here.current()->isDead = true;
  switchTo(here, next);
  __builtin_unreachable();
}

parking::Wakeup Scheduler::park(blocking::Deadline deadline) {
  Fiber &self = current();
  Guard guard(lock);
  if (self.state == Fiber::State::Notified) {
    self.state = Fiber::State::Running;
    return self.isInterrupted() ? parking::Wakeup::Interrupted : parking::Wakeup::Unparked;
  }
  if (self.isInterrupted())
    return parking::Wakeup::Interrupted;
  self.state = Fiber::State::Parked;
  self.hasTimedOut = false;
  self.deadline = deadline;
  if (deadline != blocking::kNever) {
    timers.insert({deadline, &self});
    noteQueued(self);
  }
  switchAway(*thisWorker(), guard);
  if (self.isInterrupted())
    return parking::Wakeup::Interrupted;
  return self.hasTimedOut ? parking::Wakeup::TimedOut : parking::Wakeup::Unparked;
}

// Requires: the lock, and a parked fiber.
void Scheduler::makeRunnable(Fiber &fiber) {
  if (fiber.deadline != blocking::kNever)
    timers.erase({fiber.deadline, &fiber});
  Worker *here = thisWorker();
  if (here && here->current() != here->idle) {
    pushLocal(*here, fiber, false);
    return;
  }
  fiber.state = Fiber::State::Queued;
  fiber.queuedTick = tick;
  shared.pushBack(fiber);
  wakeWorkers();
}

void Scheduler::unpark(Fiber &fiber) {
  const Guard guard(lock);
  if (fiber.state == Fiber::State::Parked)
    makeRunnable(fiber);
  else if (fiber.state == Fiber::State::Running)
    fiber.state = Fiber::State::Notified;
}

void Scheduler::idleMain(void *scheduler) { static_cast<Scheduler *>(scheduler)->idleLoop(); }

void Scheduler::idleLoop() {
  Worker &self = *thisWorker();
  for (;;) {
    Guard guard(lock);
    fireTimers();
    if (Fiber *next = pick(self)) {
      next->state = Fiber::State::Running;
      guard.unlock();
      switchTo(self, *next);
      continue;
    }
    self.isIdle = true;
    idleWorkers.push_back(&self);
    if (timers.empty())
      self.wake.wait(guard);
    else
      self.wake.wait_until(
          guard, std::chrono::steady_clock::time_point(std::chrono::nanoseconds(timers.begin()->first)));
    if (self.isIdle) {
      self.isIdle = false;
      std::erase(idleWorkers, &self);
    }
  }
}

// Requires: the lock.
void Scheduler::startWorker() {
  // If it fails, the fibers have to wait for the workers there are.
  auto signalStack = std::make_unique<guest::Mapping>(guest::SignalStack::allocate());
  if (!*signalStack || !startHostThread(&workerMain, signalStack.get()))
    return;
  signalStack.release(); // the thread's
  ++startingWorkers;
}

void *Scheduler::workerMain(void *memory) {
  Scheduler &self = get();
  const std::unique_ptr<guest::Mapping> allocated(static_cast<guest::Mapping *>(memory));
  const guest::SignalStack signalStack(std::move(*allocated));
  Worker &adopted = self.adoptThread();
  adopted.idle = adopted.current();
  {
    const Guard guard(self.lock);
    --self.startingWorkers;
  }
  self.idleLoop();
}

size_t Scheduler::workerCount() {
  const Guard guard(lock);
  return workers.size();
}

namespace parking {

Waiter *current() { return &Scheduler::get().current(); }
Wakeup park(blocking::Deadline deadline) { return Scheduler::get().park(deadline); }
bool isAlone() { return !Scheduler::get().isMultitasking(); }
void unpark(Waiter *waiter) { Scheduler::get().unpark(*static_cast<Fiber *>(waiter)); }

} // namespace parking

} // namespace wasixc
