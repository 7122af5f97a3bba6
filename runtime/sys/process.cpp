// Processes and scheduling: WASIX semantics 5, 6, 9 and 10.
#include "runtime/kernel/fork.h"
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/scheduler.h"
#include "runtime/sys/handlers.h"

#include <sched.h>

namespace wasixc::sys {

void proc_exit(Thread &thread, uint32_t code) { thread.exitProcess({.code = code}); }

// A child of proc_fork_env ends here, and the call returns to its parent, which is the same guest.
void proc_exit2(Thread &thread, uint32_t code) {
  if (!thread.doesGuestEndVfork())
    return proc_exit(thread, code);
  Process &child = thread.process();
  child.beginExit({.code = code});
  thread.endVfork();
  child.kernel.end(child);
}

// There is no journal that a process could be restored from.
Errno proc_snapshot(Thread &) { return Errno::NOTSUP; }

Errno sched_yield(Thread &) {
  if (Scheduler &scheduler = Scheduler::get(); scheduler.isMultitasking())
    scheduler.yield();
  else
    ::sched_yield();
  return Errno::SUCCESS;
}

Errno proc_fork(Thread &thread, uint32_t copiesMemory, GuestPtr<uint32_t> pid) {
  return (copiesMemory ? forkProcess(thread, pid) : vforkProcess(thread, pid)).error();
}

Errno proc_fork_env(Thread &thread, GuestPtr<uint32_t> pid) { return forkEnvironment(thread, pid).error(); }

Errno proc_id(Thread &thread, GuestPtr<uint32_t> pid) {
  return thread.memory().store(pid, thread.process().pid).error();
}

Errno proc_parent(Thread &thread, uint32_t pid, GuestPtr<uint32_t> parent) {
  const auto found = thread.process().kernel.parentOf(pid);
  return found.ok() ? thread.memory().store(parent, *found).error() : Errno::BADF;
}

namespace {

abi::JoinStatus joinStatus(ExitStatus status) {
  if (status.signal != 0)
    return {.tag = static_cast<uint8_t>(abi::JoinTag::Signaled), .value = 0, .signal = status.signal};
  return {.tag = static_cast<uint8_t>(abi::JoinTag::Exited),
          .value = static_cast<uint16_t>(status.code & 0xff)};
}

abi::JoinStatus stoppedStatus(uint8_t signal) {
  return {.tag = static_cast<uint8_t>(abi::JoinTag::Stopped), .value = signal};
}

} // namespace

// The results are in place before the child is reaped: both pointers are checked first.
Errno proc_join(Thread &thread, GuestPtr<abi::OptionPid> pid, uint32_t flags,
                GuestPtr<abi::JoinStatus> status) {
  const GuestMemory memory = thread.memory();
  const abi::OptionPid wanted = TRY(memory.load(pid));
  if (wanted.tag > 1)
    return Errno::INVAL;
  TRY(memory.load(status));
  Process &process = thread.process();
  const std::optional<Pid> child = wanted.tag == 1 ? std::optional<Pid>(wanted.pid) : std::nullopt;
  auto joined = process.kernel.join(process, child, (flags & abi::kJoinNonBlocking) == 0,
                                    (flags & abi::kJoinWakeStopped) != 0);
  if (joined.error() == Errno::INTR)
    return Errno::INTR; // who calls again, asks for the same child
  TRY(memory.store(status, {.tag = static_cast<uint8_t>(abi::JoinTag::Nothing), .value = 0}));
  TRY(memory.store(pid, {.tag = 0, .pid = 0}));
  const auto ended = TRY(std::move(joined));
  if (!ended)
    return memory.store(pid, {.tag = 1, .pid = 0}).error();
  if (process.kernel.log.isTrace()) [[unlikely]]
    process.kernel.log.trace(process.pid, "proc_join",
                             "child=" + std::to_string(ended->pid) +
                                 " status=" + std::to_string(ended->status.hostStatus()));
  TRY(memory.store(status, ended->stoppedBy ? stoppedStatus(ended->stoppedBy) : joinStatus(ended->status)));
  return memory.store(pid, {.tag = 1, .pid = ended->pid}).error();
}

} // namespace wasixc::sys
