// A thread's side of signals: being interrupted, and running the guest's callback (WASIX semantics 11).
//
// A signal is seen at the end of the host call that the guest makes or is in. A blocking call that finds
// itself interrupted, even before it blocks, returns INTR; so whoever decides to sleep because of what the
// callback has not done yet never misses it. Only the end of a process does not wait for a call.
#include "runtime/guest/preempt.h"
#include "runtime/guest/signal_frame.h"
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/program.h"
#include "runtime/kernel/scheduler.h"

namespace wasixc {

void Thread::changeOwner(Process &process) {
  settleCycles();
  owner->detach();
  owner = &process;
  isEvicted.store(false, std::memory_order_relaxed);
  owner->attach(*this);
}

void Thread::raise(uint8_t signal) {
  (void)owner->kernel.signal(owner->pid, signal).ok();
  if (owner->needsAttention())
    requestAttention();
}

// Runs in a signal handler.
bool Thread::mustLeaveGuest(const void *thread) {
  return static_cast<const Thread *>(thread)->isEvicted.load(std::memory_order_relaxed);
}

bool Thread::interrupt() {
  Fiber *target = fiber.load(std::memory_order_relaxed);
  if (!target)
    return false;
  guest::installPreemption(&mustLeaveGuest);
  target->setInterrupted(true);
  requestAttention();
  Scheduler::get().unpark(*target);
  return Scheduler::get().preempt(*target, isEvicted.load(std::memory_order_relaxed));
}

void Thread::setInterrupted(bool isInterrupted) {
  if (Fiber *self = fiber.load(std::memory_order_relaxed))
    self->setInterrupted(isInterrupted);
}

// In this order: what arrives in between is seen below, or asks for attention again.
__attribute__((noinline)) bool Thread::attend(uint64_t result) {
  attention.store(false, std::memory_order_seq_cst);
  setInterrupted(false);
  owner->waitWhileStopped();
  if (nextProgram || goal || nextCoroutine || owner->isEnding())
    return false;
  if (const auto next = owner->takeSignal()) {
    abi::Context &guestContext = program->instance().context();
    if (!guest::pushSignalFrame(guestContext, next->callback, next->signal, result))
      guest::trapFromHost(abi::TrapKind::StackExhausted);
    if (owner->needsAttention()) {
      setInterrupted(true);
      requestAttention();
    }
  }
  return true;
}

} // namespace wasixc
