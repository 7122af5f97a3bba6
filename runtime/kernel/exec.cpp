// The new program is found, mapped and instantiated aside, with memory and a stack of its own. Then comes the
// commit, after which nothing fails: descriptors close, names change, and the thread, or the new thread of a
// vfork child, runs the new program instead of the old one.
#include "runtime/kernel/exec.h"

#include "runtime/base/message.h"
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/program.h"
#include "runtime/kernel/scheduler.h"

namespace wasixc {

namespace {

void commit(Process &process, ProgramImage &found, std::optional<StringList> &environment) {
  process.arguments = std::move(found.arguments);
  if (environment)
    process.environment = std::move(*environment);
  process.descriptors.closeOnExec();
  process.kernel.signalService.cancelTimers(process.pid);
  process.resetSignals();
  process.clearPrivateWords();
}

} // namespace

Result<void> execProgram(Thread &thread, ProgramRequest request, std::optional<StringList> environment) {
  Process &process = thread.process();
  ProgramImage found = TRY(findProgram(process, std::move(request)));
  std::unique_ptr<Thread> childThread;
  if (thread.isInVfork())
    childThread = std::make_unique<Thread>(process);
  auto program =
      std::make_unique<Program>(childThread ? *childThread : process.mainThread(), process, found.image);
  if (auto prepared = program->prepare(); !prepared) {
    printMessage({process.name(), ": '", found.path, "': ", prepared.error().text});
    return prepared.error().code;
  }
  Fiber *fiber = nullptr;
  if (childThread)
    fiber = TRY(Fiber::create(&Thread::fiberMain, childThread.get()));
  if (process.kernel.log.isDebug()) [[unlikely]]
    process.kernel.log.debug(process.pid, "proc_exec",
                             "name=" + found.path + " args_len=" + std::to_string(found.arguments.size()));

  if (!childThread) {
    if (!process.evictOthers(thread)) {
      thread.exitThread();
      return {};
    }
    commit(process, found, environment);
    process.handOver(thread, std::move(program));
    return {};
  }
  commit(process, found, environment);
  childThread->program = std::move(program);
  childThread.release(); // the fiber's
  thread.endVfork();
  Scheduler::get().runFirst(*fiber);
  return {};
}

} // namespace wasixc
