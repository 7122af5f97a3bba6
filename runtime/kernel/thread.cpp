#include "runtime/kernel/thread.h"

#include "runtime/base/message.h"
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/program.h"
#include "runtime/kernel/scheduler.h"

#include <csignal>
#include <unistd.h>

namespace wasixc {

namespace {

constexpr uint8_t signalOf(abi::TrapKind kind) {
  enum : uint8_t {
#define WASIX_SIGNAL(number, name, action, text) name = number,
#include "abi/signals.def"
#undef WASIX_SIGNAL
  };
  switch (kind) {
#define WASIX_TRAP(name, text, signal)                                                                       \
  case abi::TrapKind::name:                                                                                  \
    return signal;
#include "abi/traps.def"
#undef WASIX_TRAP
  }
  return ABRT;
}

} // namespace

Thread::Thread(Process &process) : owner(&process) {}
Thread::~Thread() = default;

void Thread::exitProcess(ExitStatus status) {
  owner->beginExit(status);
  attention.store(true, std::memory_order_relaxed);
}

void Thread::replaceProgram(std::unique_ptr<Program> next) {
  nextProgram = std::move(next);
  attention.store(true, std::memory_order_relaxed);
}

void Thread::continueGuest(uint64_t result) {
  goal = Goal{result, program->instance().context().guestStackPointer};
  attention.store(true, std::memory_order_relaxed);
}

// After an exit the status is set already, and what happens here does not count.
void Thread::reportEnd(const guest::CallResult &result) {
  if (result.outcome == guest::CallResult::Outcome::Trapped) {
    printMessage({guest::formatTrap(result.trap)});
    owner->beginExit({.signal = signalOf(result.trap.kind)});
  }
  owner->beginExit({});
}

void Thread::run(Begin begin) {
  fiber.store(&Scheduler::get().current(), std::memory_order_relaxed);
  guest::CallResult result = begin == Begin::Forked ? program->resume(0) : program->start();
  for (;;) {
    attention.store(false, std::memory_order_relaxed);
    if (nextProgram) {
      program = std::move(nextProgram);
      result = program->start();
    } else if (goal) {
      const Goal next = *std::exchange(goal, std::nullopt);
      program->instance().context().guestStackPointer = next.stackPointer;
      result = program->resume(next.result);
    } else {
      reportEnd(result);
      if (!endedVforkChild())
        return;
    }
  }
}

// Whether it was only a vfork child that ended, and its parent goes on. A parent that has saved its frames
// itself (proc_fork_env) cannot: only two calls return to it (WASIX semantics 6). It ends like the child.
bool Thread::endedVforkChild() {
  if (!vfork)
    return false;
  Process &child = *owner;
  const ExitStatus status = child.exitStatus();
  const bool canContinue = vfork->continuation.has_value();
  endVfork();
  child.kernel.end(child);
  if (!canContinue)
    owner->beginExit(status);
  return canContinue;
}

// Nothing of the process may be touched once the kernel knows that it has ended.
void Thread::fiberMain(void *argument) {
  std::unique_ptr<Thread> thread(static_cast<Thread *>(argument));
  const bool isForked = thread->program->isForked();
  thread->run(isForked ? Begin::Forked : Begin::Entry);
  Process &process = thread->process();
  thread.reset();
  process.kernel.end(process);
}

void Thread::interrupt() {
  if (Fiber *target = fiber.load(std::memory_order_relaxed)) {
    target->setInterrupted(true);
    Scheduler::get().unpark(*target);
  }
}

void Thread::clearInterrupt() {
  if (Fiber *target = fiber.load(std::memory_order_relaxed))
    target->setInterrupted(false);
}

void Thread::raise(uint8_t signal) {
  if ((owner->ignoredSignals >> signal & 1) != 0)
    return;
  switch (defaultAction(signal)) {
  case SignalAction::Terminate:
    exitProcess({.signal = signal});
    return;
  case SignalAction::Stop:
    // Job control of a shell outside works on the host process.
    kill(getpid(), SIGSTOP);
    return;
  case SignalAction::Ignore:
  case SignalAction::Continue:
    return;
  }
}

} // namespace wasixc
