#include "runtime/kernel/process.h"

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

void Process::inherit(Process &parent) {
  arguments = parent.arguments;
  environment = parent.environment;
  descriptors.copyFrom(parent.descriptors);
  personality = parent.personality;
  directory = parent.directory;
  for (size_t i = 0; i < privateWords.size(); ++i)
    privateWords[i] = parent.privateWords[i].load();
  MutexLock guard(lock);
  MutexLock parentGuard(parent.lock);
  signals.inherit(parent.signals);
}

bool Process::isEnding() {
  MutexLock guard(lock);
  return isExiting;
}

void Process::beginExit(ExitStatus status) {
  MutexLock guard(lock);
  if (!isExiting)
    finalStatus = status;
  isExiting = true;
}

ExitStatus Process::exitStatus() {
  MutexLock guard(lock);
  return finalStatus;
}

} // namespace wasixc
