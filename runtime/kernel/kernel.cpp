// The process table.
#include "runtime/kernel/kernel.h"

#include "runtime/base/accountant.h"

namespace wasixc {

namespace {

// Small objects that come with each, about: there must be room for them before anything is made.
constexpr uint64_t kBytesPerProcess = 64 << 10;

} // namespace

Process *Kernel::add(std::unique_ptr<Process> process) {
  if (process->parentProcess)
    process->parentProcess->children.add(*process);
  return processes.emplace(process->pid, std::move(process)).first->second.get();
}

std::unique_ptr<Process> Kernel::take(Process &process) {
  return std::move(processes.extract(process.pid).mapped());
}

Process &Kernel::createProcess(Process *parent) {
  MutexLock guard(lock);
  return *add(std::make_unique<Process>(*this, ++lastPid, parent));
}

Result<std::unique_ptr<Process>> Kernel::prepareChild(Process &parent) {
  const size_t texts = parent.arguments.bytes().size() + parent.environment.bytes().size();
  if (processCount() >= kMostProcesses || !accountant::canAllocate(texts + kBytesPerProcess))
    return Errno::AGAIN;
  auto child = std::make_unique<Process>(*this, ++lastPid, &parent);
  child->inherit(parent);
  return child;
}

void Kernel::publish(std::unique_ptr<Process> child) {
  MutexLock guard(lock);
  add(std::move(child));
}

Process *Kernel::findProcess(Pid pid) {
  MutexLock guard(lock);
  const auto found = processes.find(pid);
  return found == processes.end() ? nullptr : found->second.get();
}

Result<Pid> Kernel::parentOf(Pid pid) {
  MutexLock guard(lock);
  const auto found = processes.find(pid);
  if (found == processes.end())
    return Errno::SRCH;
  if (const Process *parent = found->second->parentProcess)
    return parent->pid;
  return pid == kFirstPid ? Pid{0} : kFirstPid;
}

size_t Kernel::processCount() {
  MutexLock guard(lock);
  return processes.size();
}

} // namespace wasixc
