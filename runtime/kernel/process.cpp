#include "runtime/kernel/process.h"

#include "runtime/kernel/program.h"

namespace wasixc {

void ProcessList::add(Process &process) {
  process.previousSibling = nullptr;
  process.nextSibling = first;
  if (first)
    first->previousSibling = &process;
  first = &process;
}

void ProcessList::remove(Process &process) {
  (process.previousSibling ? process.previousSibling->nextSibling : first) = process.nextSibling;
  if (process.nextSibling)
    process.nextSibling->previousSibling = process.previousSibling;
  process.nextSibling = process.previousSibling = nullptr;
}

Process *ProcessList::takeFront() {
  Process *process = first;
  if (process)
    remove(*process);
  return process;
}

Process::Process(Kernel &kernel, Pid pid, Process *parent)
    : kernel(kernel), pid(pid), parentProcess(parent) {}
Process::~Process() = default;

std::string Process::directory() {
  MutexLock guard(lock);
  return currentDirectory;
}

void Process::changeDirectory(std::string path) {
  MutexLock guard(lock);
  currentDirectory = std::move(path);
}

void Process::inherit(Process &parent) {
  arguments = parent.arguments;
  environment = parent.environment;
  descriptors.copyFrom(parent.descriptors);
  personality = parent.personality;
  for (size_t i = 0; i < privateWords.size(); ++i)
    privateWords[i].store(parent.privateWords[i].load(std::memory_order_relaxed), std::memory_order_relaxed);
  MutexLock guard(lock);
  MutexLock parentGuard(parent.lock);
  currentDirectory = parent.currentDirectory;
  signals.inherit(parent.signals);
  forgetsChildren.store(parent.forgetsChildren.load(std::memory_order_relaxed), std::memory_order_relaxed);
}

bool Process::isEnding() {
  MutexLock guard(lock);
  return isExiting;
}

void Process::beginExit(ExitStatus status) {
  MutexLock guard(lock);
  if (isExiting)
    return;
  finalStatus = status;
  isExiting = true;
  resumeStopped();
  if (threads.size() > 1)
    notifyAll();
}

ExitStatus Process::exitStatus() {
  MutexLock guard(lock);
  return finalStatus;
}

} // namespace wasixc
