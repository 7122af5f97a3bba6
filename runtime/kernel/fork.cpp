// fork: a second process that continues at the same host call.
//
// Everything that can fail is done aside, on objects nobody sees; publishing the child and making it run
// cannot fail. What the child is made of: a copy of the Process (descriptors share their descriptions), of
// the linear memories, tables and globals, and of the guest stack from its pointer up, at another address.
// No frame holds an address of the parent's (abi/stack.h), so the copy continues as it is.
#include "runtime/kernel/fork.h"

#include "runtime/kernel/kernel.h"
#include "runtime/kernel/program.h"
#include "runtime/kernel/scheduler.h"

#include <unistd.h>

namespace wasixc {

namespace {

void logFork(Thread &parent, std::string_view call, Pid child, bool copies, uint64_t bytes) {
  const Process &process = parent.process();
  if (process.kernel.log.isDebug()) [[unlikely]]
    process.kernel.log.debug(process.pid, call,
                             "child=" + std::to_string(child) + " copy_memory=" +
                                 (copies ? "true" : "false") + " bytes=" + std::to_string(bytes));
}

// The parent goes on, and its child may still be there. Where the kernel lacks the memory to separate the
// two, the parent waits until the child has ended or there is some; or until it must leave, because then its
// guest writes to the memory no more. A signal, which waits for the end of the call, would end each pause at
// once, so then the pauses are the host's.
// Whether they are separate.
bool separateMemories(const Program &program) {
  constexpr blocking::Deadline kRetryAfter = 1'000'000; // ns
  while (!program.separateMemories()) {
    if (parking::mustLeave())
      return false;
    if (Scheduler::get().park(blocking::now() + kRetryAfter) == parking::Wakeup::Interrupted)
      usleep(kRetryAfter / 1000);
    Scheduler::get().yield();
  }
  return true;
}

// The other threads that use the memory, while it is being copied.
class HaltedThreads {
public:
  explicit HaltedThreads(Thread &forking)
      : forking(forking), isNeeded(forking.memoryOwner().hasOtherThreads(forking)) {
    if (isNeeded)
      forking.memoryOwner().haltOthers(forking);
  }
  ~HaltedThreads() {
    if (isNeeded)
      forking.memoryOwner().resumeOthers(forking);
  }
  HaltedThreads(const HaltedThreads &) = delete;
  HaltedThreads &operator=(const HaltedThreads &) = delete;

  bool any() const { return isNeeded; }

private:
  Thread &forking;
  const bool isNeeded;
};

struct ForkedThread {
  Fiber *fiber; // owns the thread
  bool isSeparate;
  uint64_t copiedBytes;
};

// The child's thread with its program. The parent's memory is separate from the child's then, if other
// threads go on with it; what fails leaves nothing behind. All that is to be known of the parent's memory is
// read while the others are halted: they may fork, too.
Result<ForkedThread> forkThread(Thread &parent, Process &child, GuestPtr<uint32_t> pid) {
  auto thread = std::make_unique<Thread>(child);
  const HaltedThreads halted(parent);
  auto program = parent.program->fork(*thread, halted.any() ? guest::Memories::CopiedWhileWritten
                                                            : guest::Memories::Copied);
  if (!program)
    return Errno::AGAIN;
  thread->program = std::move(*program);
  auto fiber = Fiber::create(&Thread::fiberMain, thread.get());
  if (fiber.ok())
    (void)thread->program->memory().store(pid, 0).ok();
  else
    thread.reset();
  const bool isSeparate = halted.any() || !fiber.ok();
  if (isSeparate)
    parent.sharesMemoryWithChild = !separateMemories(*parent.program);
  thread.release(); // the fiber's
  if (!fiber.ok())
    return Errno::AGAIN;
  return ForkedThread{*fiber, isSeparate, parent.program->copiedBytes()};
}

// A child that borrows the parent's thread and memory. `prepare` stores what the child finds as its pid, and
// gives where the parent goes on, if that is not the guest's business.
template <typename Prepare>
Result<void> borrow(Thread &parent, GuestPtr<uint32_t> pid, std::string_view call, Prepare prepare) {
  if (parent.isInVfork())
    return Errno::NOTSUP;
  Process &process = parent.process();
  TRY(parent.memory().load(pid));
  auto child = TRY(process.kernel.prepareChild(process));
  Process &childProcess = *child;
  std::optional<guest::Continuation> continuation = TRY(prepare(childProcess.pid));
  logFork(parent, call, childProcess.pid, false, continuation ? continuation->bytes() : 0);
  process.kernel.publish(std::move(child));
  parent.beginVfork(childProcess, {.parent = &process, .continuation = std::move(continuation), .pid = pid});
  return {};
}

} // namespace

Result<void> forkProcess(Thread &parent, GuestPtr<uint32_t> pid) {
  Process &process = parent.process();
  TRY(parent.memory().load(pid));
  auto child = TRY(process.kernel.prepareChild(process));
  const ForkedThread forked = TRY(forkThread(parent, *child, pid));

  // From here on nothing fails.
  const Pid childPid = child->pid;
  logFork(parent, "proc_fork", childPid, true, forked.copiedBytes);
  process.kernel.publish(std::move(child));
  Scheduler::get().runFirst(*forked.fiber);
  if (!forked.isSeparate)
    parent.sharesMemoryWithChild = !separateMemories(*parent.program);
  (void)parent.memory().store(pid, childPid).ok();
  return {};
}

Result<void> vforkProcess(Thread &parent, GuestPtr<uint32_t> pid) {
  return borrow(parent, pid, "proc_fork", [&](Pid) -> Result<std::optional<guest::Continuation>> {
    auto continuation = TRY(guest::Continuation::capture(parent.callerContext()));
    (void)parent.memory().store(pid, 0).ok();
    return std::optional(std::move(continuation));
  });
}

Result<void> forkEnvironment(Thread &parent, GuestPtr<uint32_t> pid) {
  return borrow(parent, pid, "proc_fork_env", [&](Pid child) -> Result<std::optional<guest::Continuation>> {
    (void)parent.memory().store(pid, child).ok();
    return std::optional<guest::Continuation>();
  });
}

void Thread::beginVfork(Process &child, Vfork state) {
  state.parent->lend(*this);
  vfork = std::move(state);
  changeOwner(child);
  child.attach(*this);
}

void Thread::addSavedRoots(guest::ExceptionHeap::Roots &roots) const {
  if (vfork && vfork->continuation)
    vfork->continuation->addRoots(roots);
}

// The caller sees to the child: it has ended, or gets a thread of its own.
void Thread::endVfork() {
  const Vfork state = std::move(*vfork);
  vfork.reset();
  const Pid child = owner->pid;
  owner->detach(*this);
  changeOwner(*state.parent);
  state.parent->takeBack(*this);
  // The child had to leave, but its parent goes on with the memory.
  if (sharesMemoryWithChild)
    sharesMemoryWithChild = !separateMemories(*program);
  if (!state.continuation)
    return;
  abi::Context &context = state.continuation->restore(program->instance().store());
  (void)program->memory().store(state.pid, child).ok();
  continueGuest(context, 0);
}

} // namespace wasixc
