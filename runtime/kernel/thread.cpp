#include "runtime/kernel/thread.h"

#include "runtime/base/message.h"
#include "runtime/guest/signal_frame.h"
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/program.h"
#include "runtime/kernel/scheduler.h"

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

guest::CallResult leftGuest() {
  guest::CallResult result;
  result.outcome = guest::CallResult::Outcome::Exited;
  return result;
}

} // namespace

Thread::Thread(Process &process) : owner(&process), number(process.pid), isFirst(true) {}
Thread::Thread(Process &process, Tid number) : owner(&process), number(number), isFirst(false) {}
Thread::~Thread() = default;

void Thread::exitProcess(ExitStatus status) {
  owner->beginExit(status);
  attention.store(true, std::memory_order_relaxed);
}

void Thread::exitThread() {
  evict();
  attention.store(true, std::memory_order_relaxed);
}

void Thread::replaceProgram(std::unique_ptr<Program> next) {
  nextProgram = std::move(next);
  attention.store(true, std::memory_order_relaxed);
}

void Thread::continueGuest(abi::Context &context, uint64_t result) {
  goal = Goal{&context, result, context.guestStackPointer};
  attention.store(true, std::memory_order_relaxed);
}

void Thread::startCoroutine(Coroutines::Entry entry) {
  nextCoroutine = entry;
  attention.store(true, std::memory_order_relaxed);
}

// After an exit the status is set already, and what happens here does not count.
void Thread::reportEnd(const guest::CallResult &result) {
  if (result.outcome == guest::CallResult::Outcome::Trapped) {
    printLines(guest::formatTrap(result.trap));
    owner->beginExit({.signal = signalOf(result.trap.kind)});
  } else if (result.outcome == guest::CallResult::Outcome::Returned && program &&
             program->coroutines().active() != Coroutines::kMain) {
    printMessage({owner->name(), ": the entry function of a context has returned"});
    owner->beginExit({.signal = signalOf(abi::TrapKind::Unreachable)});
  }
  owner->beginExit({});
}

guest::CallResult Thread::continueAtGoal() {
  const Goal next = *std::exchange(goal, std::nullopt);
  next.context->guestStackPointer = next.stackPointer;
  if (Process::Delivery delivery; needsAttention())
    switch (attend(false, delivery)) {
    case Attention::GoOn:
    case Attention::Repeat:
      break;
    case Attention::Deliver:
      if (!guest::pushSignalFrame(*next.context, {{}, delivery.callback, delivery.signal, next.result, {}}))
        return guest::CallResult::trapped(abi::TrapKind::StackExhausted);
      break;
    case Attention::Leave:
      return leftGuest();
    case Attention::NoMemory:
      return guest::CallResult::trapped(abi::TrapKind::OutOfMemory);
    }
  enterGuestUnlessHalted();
  return guest::resume(*next.context, next.result);
}

guest::CallResult Thread::beginGuest(Begin begin) {
  if (begin != Begin::Entry && program->readsCycles())
    countCycles();
  if (begin == Begin::Forked)
    return continueAtGoal();
  if (!pause())
    return leftGuest();
  return begin == Begin::Spawned ? program->startThread(number, argument) : program->start();
}

// Without a program, other threads are waited for: one of them may hand over another program (exec).
void Thread::run(Begin begin) {
  Fiber &own = Scheduler::get().current();
  fiber.store(&own, std::memory_order_relaxed);
  own.setClient(this);
  for (;;) {
    if (begin != Begin::Spawned)
      owner->attach(*this);
    runGuest(begin);
    settleUsage(); // the process may be gone when this thread is detached
    owner->detach(*this);
    if (!isFirst) {
      own.setClient(nullptr);
      return;
    }
    setInterrupted(false);
    auto next = owner->awaitThreads();
    if (!next)
      break;
    program = std::move(next);
    isEvicted.store(false, std::memory_order_relaxed);
    begin = Begin::Entry;
  }
  own.setClient(nullptr);
  owner->beginExit({}); // the last thread has ended, if nothing else has ended the process
}

void Thread::runGuest(Begin begin) {
  guest::CallResult result = beginGuest(begin);
  for (;;) {
    enterHost();
    attention.store(hasOverdrawn || owner->needsAttention(*this), std::memory_order_seq_cst);
    if (owner->isEnding()) {
      nextProgram.reset();
      goal.reset();
      nextCoroutine = nullptr;
    }
    if (nextProgram) {
      program = std::move(nextProgram);
      hasOverdrawn = false; // what the former one has made is gone
      result = pause() ? program->start() : leftGuest();
    } else if (goal) {
      result = continueAtGoal();
    } else if (nextCoroutine) {
      const Coroutines::Entry entry = std::exchange(nextCoroutine, nullptr);
      result = pause() ? guest::callFunction(program->instance(), *entry) : leftGuest();
    } else {
      if (endsAlone(result))
        break;
      reportEnd(result);
      if (!endedVforkChild())
        break;
    }
  }
}

// Whether the process goes on without this thread. A vfork child has only one (WASIX semantics 6).
bool Thread::endsAlone(const guest::CallResult &result) {
  if (vfork || owner->isEnding())
    return false;
  return isEvicted.load(std::memory_order_seq_cst) ||
         (!isFirst && result.outcome == guest::CallResult::Outcome::Returned &&
          program->coroutines().active() == Coroutines::kMain);
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

} // namespace wasixc
