#include "runtime/kernel/spawn.h"

#include "runtime/fs/rights.h"
#include "runtime/kernel/guest_path.h"
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/program.h"
#include "runtime/kernel/scheduler.h"

#include <fcntl.h>

namespace wasixc {

namespace {

using abi::SpawnFdCommand;

Result<void> open(Process &child, const SpawnOperation &operation) {
  const ResolvedPath place = TRY(ResolvedPath::of(child, operation.path));
  const OpenRequest request = {.followSymlink = (operation.lookupFlags & abi::kLookupSymlinkFollow) != 0,
                               .openFlags = operation.openFlags,
                               .rightsBase = operation.rights,
                               .fdFlags = operation.fdFlags,
                               .descriptors = &child.descriptors};
  Ref<File> file = TRY(place.directory().open(place.below(), request));
  const uint64_t rights = operation.rights & file->possibleRights();
  return child.descriptors.put({.file = std::move(file),
                                .rightsBase = rights,
                                .rightsInheriting = operation.rightsInheriting & kInheritingRights,
                                .closeOnExec = operation.closesOnExec},
                               operation.fd);
}

Result<void> apply(Process &child, const SpawnOperation &operation) {
  switch (operation.command) {
  case SpawnFdCommand::Close:
    return child.descriptors.closeFile(operation.fd);
  case SpawnFdCommand::Dup2:
    TRY(child.descriptors.duplicateTo(operation.source, operation.fd));
    return operation.source == operation.fd ? child.descriptors.setCloseOnExec(operation.fd, false)
                                            : Result<void>();
  case SpawnFdCommand::Open:
    return open(child, operation);
  case SpawnFdCommand::ChangeDirectory:
    return changeDirectory(child, operation.path);
  case SpawnFdCommand::ChangeDirectoryFd: {
    const Descriptor directory = TRY(child.descriptors.get(operation.fd));
    if (!directory.file->directory())
      return Errno::NOTDIR;
    return changeDirectory(child, *directory.file->directory());
  }
  }
  return Errno::INVAL;
}

void setSignals(Process &child, const std::vector<abi::SignalDisposition> &signals) {
  for (const abi::SignalDisposition &item : signals)
    if (isSignal(item.signal))
      child.setIgnored(item.signal, item.disposition == 1);
}

} // namespace

Result<Pid> spawnProcess(Thread &parent, SpawnRequest request) {
  Process &process = parent.process();
  auto child = TRY(process.kernel.prepareChild(process));
  child->resetSignals();
  child->clearPrivateWords();
  setSignals(*child, request.signals);
  for (const SpawnOperation &operation : request.operations)
    TRY(apply(*child, operation));
  ProgramImage found = TRY(findProgram(*child, std::move(request.program)));
  auto thread = std::make_unique<Thread>(*child);
  auto program = std::make_unique<Program>(*thread, found.image);
  if (auto prepared = program->prepare(); !prepared)
    return prepared.error().code;
  Fiber *fiber = TRY(Fiber::create(&Thread::fiberMain, thread.get()));

  // From here on nothing fails.
  child->arguments = std::move(found.arguments);
  if (request.environment)
    child->environment = std::move(*request.environment);
  child->descriptors.closeOnExec();
  thread->program = std::move(program);
  const Pid pid = child->pid;
  if (process.kernel.log.isDebug()) [[unlikely]]
    process.kernel.log.debug(process.pid, "proc_spawn",
                             "child=" + std::to_string(pid) + " name=" + found.path +
                                 " args_len=" + std::to_string(child->arguments.size()));
  process.kernel.publish(std::move(child));
  thread.release(); // the fiber's
  Scheduler::get().runFirst(*fiber);
  return pid;
}

} // namespace wasixc
