// Sending signals between processes. The kernel's lock keeps the receiver where it is.
#include "runtime/kernel/kernel.h"

namespace wasixc {

// A child that stops is news for its parent, like one that ends.
void Kernel::send(Process &process, uint8_t signal, std::optional<Tid> tid) {
  const auto effect = process.post(signal, tid);
  if (log.isDebug()) [[unlikely]] {
    static constexpr const char *kEffects[] = {"none", "deliver", "terminate", "stop", "continue"};
    log.debug(process.pid, "signal",
              "signal=" + std::to_string(signal) + " effect=" + kEffects[static_cast<size_t>(effect)]);
  }
  if (effect != SignalState::Effect::Stop || !process.parentProcess)
    return;
  process.parentProcess->childEnded.wakeAll();
  process.parentProcess->post(kSignalChild);
}

Result<void> Kernel::signal(Pid pid, uint8_t signal, std::optional<Tid> tid) {
  MutexLock guard(lock);
  const auto found = processes.find(pid);
  if (found == processes.end())
    return Errno::SRCH;
  if (signal != 0 && !found->second->hasEnded)
    send(*found->second, signal, tid);
  return {};
}

void Kernel::signalAll(uint8_t signal) {
  MutexLock guard(lock);
  for (const auto &[pid, process] : processes)
    if (!process->hasEnded)
      send(*process, signal);
}

bool Kernel::preemptAgain(Pid pid) {
  MutexLock guard(lock);
  const auto found = processes.find(pid);
  return found != processes.end() && !found->second->hasEnded && found->second->preemptAgain();
}

} // namespace wasixc
