// What signals do to a process: deliver, end, stop, continue.
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/thread.h"

#include <csignal>
#include <unistd.h>

namespace wasixc {

namespace {

constexpr Pid kFirstPid = 1;

} // namespace

void Process::attach(Thread &thread) {
  MutexLock guard(lock);
  actor = &thread;
  if (isExiting || stoppedBy != 0 || signals.canDeliver())
    notify();
}

void Process::detach() {
  MutexLock guard(lock);
  actor = nullptr;
}

// A thread in the middle of a computation or of a blocking call of the host may miss the first interruption.
void Process::notify() {
  if (!actor)
    return;
  if (isExiting)
    actor->evict();
  if (actor->interrupt())
    kernel.signalService.preemptLater(pid);
}

bool Process::preemptAgain() {
  MutexLock guard(lock);
  return actor && actor->needsAttention() && actor->interrupt();
}

SignalState::Effect Process::post(uint8_t signal) {
  MutexLock guard(lock);
  return act(signal);
}

SignalState::Effect Process::act(uint8_t signal) {
  using Effect = SignalState::Effect;
  if (isExiting)
    return Effect::None;
  if (signal == kSignalContinue && stoppedBy != 0) {
    stoppedBy = 0;
    continued.wakeAll();
  }
  const Effect effect = signals.post(signal);
  switch (effect) {
  case Effect::Terminate:
    isExiting = true;
    finalStatus = {.signal = signal};
    stoppedBy = 0;
    continued.wakeAll();
    notify();
    break;
  case Effect::Stop:
    if (pid == kFirstPid) { // job control of a shell outside works on the host process
      kill(getpid(), SIGSTOP);
      break;
    }
    stoppedBy = signal;
    isStopReported = false;
    notify();
    break;
  case Effect::Deliver:
    notify();
    break;
  case Effect::Continue:
  case Effect::None:
    break;
  }
  return effect;
}

bool Process::needsAttention() {
  MutexLock guard(lock);
  return isExiting || stoppedBy != 0 || signals.canDeliver();
}

// Interruptions only tell that there is more to see, which comes later.
void Process::waitWhileStopped() {
  MutexLock guard(lock);
  while (stoppedBy != 0)
    if (!continued.wait(lock).ok() && actor)
      actor->setInterrupted(false);
}

std::optional<Process::Delivery> Process::takeSignal() {
  MutexLock guard(lock);
  const auto signal = signals.take();
  if (!signal)
    return std::nullopt;
  return Delivery{signals.callback(), *signal};
}

void Process::setCallback(const abi::FunctionDescriptor *callback) {
  MutexLock guard(lock);
  signals.setCallback(callback);
  if (signals.canDeliver())
    notify();
}

void Process::removeCallback() {
  MutexLock guard(lock);
  signals.removeCallback();
}

void Process::resetSignals() {
  MutexLock guard(lock);
  const uint32_t pending = signals.resetForProgram();
  for (uint8_t signal = 1; signal < kSignalCount; ++signal)
    if ((pending >> signal & 1) != 0)
      act(signal);
}

void Process::setIgnored(uint8_t signal, bool isIgnored) {
  MutexLock guard(lock);
  signals.setIgnored(signal, isIgnored);
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
