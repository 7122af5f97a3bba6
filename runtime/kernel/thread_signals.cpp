// A thread's side of signals: being interrupted, and running the guest's callback (WASIX semantics 11).
//
// A signal is seen at the end of the host call that the guest makes or is in. A blocking call that finds
// itself interrupted, even before it blocks, ends with INTR; so whoever decides to sleep because of what the
// callback has not done yet never misses it. The guest gets to see that, or the call is made once more after
// the callback (SignalState::restartsCalls). Only ends and stops do not wait for a call (guest/preempt.h).
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/program.h"
#include "runtime/kernel/scheduler.h"

namespace wasixc {

void Thread::changeOwner(Process &process) {
  settleUsage();
  owner = &process;
  isEvicted.store(false, std::memory_order_relaxed);
  mustPause.store(false, std::memory_order_relaxed);
}

void Thread::raise(uint8_t signal) {
  (void)owner->kernel.signal(owner->pid, signal, tid()).ok();
  if (owner->needsAttention(*this))
    requestAttention();
}

// Runs in a signal handler, which has interrupted guest code. Whoever halts this thread again while it goes
// on finds it halted only before isHaltedInGuest is taken back, and then mustHalt is seen here.
guest::Preemption::Verdict Thread::decideInHandler(void *argument) {
  using Verdict = guest::Preemption::Verdict;
  Thread &thread = *static_cast<Thread *>(argument);
  while (thread.mustHalt.load(std::memory_order_seq_cst) != 0) {
    thread.isHaltedInGuest.store(true, std::memory_order_seq_cst);
    blocking::waitWhile(thread.mustHalt, 1, blocking::kNever);
    thread.isHaltedInGuest.store(false, std::memory_order_seq_cst);
  }
  if (thread.isEvicted.load(std::memory_order_relaxed))
    return Verdict::End;
  return thread.mustPause.load(std::memory_order_relaxed) ? Verdict::Pause : Verdict::GoOn;
}

const guest::Preemption Thread::preemption = {
    .decide = &decideInHandler,
    .pause = [](void *thread) { return static_cast<Thread *>(thread)->pause(); },
};

void Thread::halt() {
  guest::installPreemption(preemption);
  mustHalt.store(1, std::memory_order_seq_cst);
  requestAttention();
}

// A thread in a host call looks at mustHalt before it goes back to the guest.
bool Thread::isHalted() {
  if (isInHost.load(std::memory_order_seq_cst) || isHaltedInGuest.load(std::memory_order_seq_cst))
    return true;
  if (Fiber *target = fiber.load(std::memory_order_relaxed))
    Scheduler::get().preempt(*target, true);
  return false;
}

void Thread::resume() {
  mustHalt.store(0, std::memory_order_seq_cst);
  blocking::wake(mustHalt);
}

void Thread::enterGuestUnlessHalted() {
  for (;;) {
    enterGuest();
    if (mustHalt.load(std::memory_order_relaxed) == 0)
      return;
    enterHost();
    memoryOwner().waitWhileHalted(*this);
    setInterrupted(owner->needsAttention(*this)); // by a signal meanwhile, and not by being halted
  }
}

bool Thread::interrupt() {
  Fiber *target = fiber.load(std::memory_order_relaxed);
  if (!target)
    return false;
  guest::installPreemption(preemption);
  setInterrupted(true);
  requestAttention();
  Scheduler::get().unpark(*target);
  return Scheduler::get().preempt(*target, isEvicted.load(std::memory_order_relaxed) ||
                                               mustPause.load(std::memory_order_relaxed));
}

void Thread::setInterrupted(bool isInterrupted) {
  using Interruption = Fiber::Interruption;
  if (Fiber *self = fiber.load(std::memory_order_relaxed))
    self->setInterruption(!isInterrupted                              ? Interruption::None
                          : isEvicted.load(std::memory_order_relaxed) ? Interruption::Leave
                                                                      : Interruption::Signal);
}

// In this order: what arrives in between is seen below, or asks for attention again. Whether the thread is
// still to run its guest when its process is not stopped any more.
bool Thread::waitUntilFree() {
  enterHost();
  attention.store(false, std::memory_order_seq_cst);
  setInterrupted(false);
  owner->waitWhileStopped(*this);
  return !isEvicted.load(std::memory_order_seq_cst) && !owner->isEnding();
}

void Thread::seeToMoreSignals() {
  if (hasOverdrawn)
    requestAttention();
  if (owner->needsAttention(*this)) {
    setInterrupted(true);
    requestAttention();
  }
}

// Outside of a host call, which the callback would return to: that has to wait for the next one.
bool Thread::pause() {
  if (!waitUntilFree())
    return false;
  seeToMoreSignals();
  enterGuestUnlessHalted();
  return true;
}

// A call that nothing has to be told of goes on: it was interrupted by a stop, or another thread has taken
// the signal.
__attribute__((noinline)) Thread::Attention Thread::attend(bool isCallInterrupted,
                                                           Process::Delivery &delivery) {
  if (!waitUntilFree() || nextProgram || goal || nextCoroutine)
    return Attention::Leave;
  if (std::exchange(hasOverdrawn, false))
    return Attention::NoMemory;
  const auto next = owner->takeSignal(*this);
  if (!next)
    return isCallInterrupted ? Attention::Repeat : Attention::GoOn;
  delivery = *next;
  seeToMoreSignals();
  return Attention::Deliver;
}

} // namespace wasixc
