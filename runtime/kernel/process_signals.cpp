// What signals do to a process: deliver, end, stop, continue.
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/thread.h"

#include <csignal>
#include <unistd.h>

namespace wasixc {

// A thread in the middle of a computation or of a blocking call of the host may miss the first interruption.
void Process::notify(Thread &thread) {
  if (mustEvict(thread))
    thread.evict();
  thread.setMustPause(stoppedBy != 0);
  if (thread.interrupt())
    kernel.signalService.preemptLater(pid);
}

void Process::notifyAll() {
  for (Thread *thread : threads)
    notify(*thread);
}

bool Process::preemptAgain() {
  MutexLock guard(lock);
  bool isWorthRepeating = false;
  for (Thread *thread : threads)
    isWorthRepeating =
        (thread->needsAttention() && isAttentionNeeded(*thread) && thread->interrupt()) || isWorthRepeating;
  return isWorthRepeating;
}

// A signal for a thread that is not there is lost, as in Wasmer. The first one stands for the process.
SignalState::Effect Process::post(uint8_t signal, std::optional<Tid> tid) {
  MutexLock guard(lock);
  Thread *target = tid ? find(*tid) : nullptr;
  if (tid && !target && *tid != pid)
    return SignalState::Effect::None;
  return act(signal, target);
}

// While a process is stopped, only SIGKILL ends it. Other deadly signals wait for SIGCONT, which also undoes
// what stops (POSIX, Signal Concepts).
SignalState::Effect Process::act(uint8_t signal, Thread *target) {
  using Effect = SignalState::Effect;
  if (isExiting)
    return Effect::None;
  if (signal == kSignalContinue)
    resumeStopped();
  const bool isForOne = target && target != recipient();
  const Effect effect = isForOne ? signals.postTo(target->pending, signal) : signals.post(signal);
  const bool isStopped = stoppedBy != 0;
  switch (effect) {
  case Effect::Terminate:
    if (isStopped && signal != kSignalKill) {
      heldSignals |= 1u << signal;
      return Effect::None;
    }
    isExiting = true;
    finalStatus = {.signal = signal};
    resumeStopped();
    notifyAll();
    break;
  case Effect::Stop:
    if (isStopped)
      return Effect::None;
    stop(signal);
    break;
  case Effect::Deliver:
    if (Thread *thread = isForOne ? target : recipient())
      notify(*thread);
    break;
  case Effect::Continue:
  case Effect::None:
    break;
  }
  return effect;
}

// Job control of a shell outside works on the host process.
void Process::stop(uint8_t signal) {
  if (pid == kFirstPid) {
    kill(getpid(), SIGSTOP);
    return;
  }
  stoppedBy = signal;
  isStopReported = false;
  notifyAll();
}

void Process::resumeStopped() {
  if (stoppedBy == 0)
    return;
  stoppedBy = 0;
  for (Thread *thread : threads)
    thread->setMustPause(false);
  continued.wakeAll();
  actOnAll(std::exchange(heldSignals, 0));
}

void Process::actOnAll(uint32_t set) {
  for (uint8_t signal = 1; signal < kSignalCount; ++signal)
    if ((set >> signal & 1) != 0)
      act(signal, nullptr);
}

bool Process::canDeliver(const Thread &thread) {
  return signals.callback() && (thread.pending != 0 || (&thread == recipient() && signals.canDeliver()));
}

bool Process::isAttentionNeeded(const Thread &thread) {
  return mustEvict(thread) || stoppedBy != 0 || canDeliver(thread);
}

bool Process::needsAttention(const Thread &thread) {
  MutexLock guard(lock);
  return isAttentionNeeded(thread);
}

// Interruptions only tell that there is more to see, which comes later.
void Process::waitWhileStopped(Thread &thread) {
  MutexLock guard(lock);
  while (stoppedBy != 0 && !mustEvict(thread))
    if (!continued.wait(lock).ok())
      thread.setInterrupted(false);
}

// Each thread takes its own signals first. Those of the process go to the first thread.
std::optional<Process::Delivery> Process::takeSignal(Thread &thread) {
  MutexLock guard(lock);
  if (!canDeliver(thread))
    return std::nullopt;
  const uint8_t signal = thread.pending != 0 ? SignalState::takeLowest(thread.pending) : *signals.take();
  return Delivery{signals.callback(), signal, signals.restartsCalls(signal)};
}

void Process::setCallback(const abi::FunctionDescriptor *callback) {
  MutexLock guard(lock);
  signals.setCallback(callback);
  for (Thread *thread : threads)
    if (canDeliver(*thread))
      notify(*thread);
}

void Process::removeCallback() {
  MutexLock guard(lock);
  signals.removeCallback();
}

void Process::resetSignals() {
  forgetsChildren.store(false, std::memory_order_relaxed);
  MutexLock guard(lock);
  actOnAll(signals.resetForProgram());
}

void Process::setIgnored(uint8_t signal, bool isIgnored) {
  MutexLock guard(lock);
  signals.setIgnored(signal, isIgnored);
}

void Process::setIgnoredSignals(uint32_t set) {
  MutexLock guard(lock);
  for (uint8_t signal = 1; signal < kSignalCount; ++signal)
    signals.setIgnored(signal, (set >> signal & 1) != 0);
}

void Process::setRestartingSignals(uint32_t set) {
  MutexLock guard(lock);
  signals.setRestarting(set);
}

uint32_t Process::ignoredSignals() {
  MutexLock guard(lock);
  return signals.ignored();
}

std::optional<uint8_t> Process::takeStopReport() {
  MutexLock guard(lock);
  if (stoppedBy == 0 || isStopReported)
    return std::nullopt;
  isStopReported = true;
  return stoppedBy;
}

} // namespace wasixc
