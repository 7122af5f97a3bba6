// New threads in a process (WASIX semantics 12): an instance of the program with the same memories and its
// own stack and globals, on a fiber of its own.
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/program.h"
#include "runtime/kernel/scheduler.h"
#include "runtime/kernel/thread.h"

namespace wasixc {

// The vfork child's memory is its parent's, and so would be the thread: NOTSUP.
Result<Tid> Thread::spawn(Thread &parent, uint32_t argument) {
  if (parent.isInVfork())
    return Errno::NOTSUP;
  Process &process = parent.process();
  TRY(process.prepareThreads());
  const Tid tid = process.kernel.newThreadNumber();
  auto thread = std::make_unique<Thread>(process, tid);
  auto program = parent.program->forThread(*thread);
  if (!program)
    return program.error().code;
  thread->program = std::move(*program);
  thread->argument = argument;
  Fiber *fiber = TRY(Fiber::create(&Thread::spawnedMain, thread.get()));
  thread->fiber.store(fiber, std::memory_order_relaxed);
  if (process.kernel.log.isDebug()) [[unlikely]]
    process.kernel.log.debug(process.pid, "thread_spawn", "tid=" + std::to_string(tid));
  process.attach(*thread); // at once, so that it can be joined
  thread.release();        // the fiber's
  Scheduler::get().enqueue(*fiber);
  return tid;
}

// The process may be gone when run() returns.
void Thread::spawnedMain(void *argument) {
  const std::unique_ptr<Thread> thread(static_cast<Thread *>(argument));
  thread->run(Begin::Spawned);
}

} // namespace wasixc
