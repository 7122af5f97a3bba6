// The threads of a process: who there is, waiting for them, and making them leave or halt.
//
// The first thread belongs to the fiber that ends the process, so it outlives the others. exec makes the
// other threads leave, and lets the first one run the new program. fork halts those that could write to the
// memory while it is copied: threads that run guest code are halted there, in a signal handler; those in a
// host call go on with it, and halt before they return to the guest.
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/program.h"
#include "runtime/kernel/thread.h"

#include <algorithm>
#include <linux/membarrier.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasixc {

namespace {

bool memoryBarrier(int command) { return syscall(SYS_membarrier, command, 0, 0) == 0; }

} // namespace

void Process::attach(Thread &thread) {
  MutexLock guard(lock);
  if (thread.tid() == pid) {
    firstThread = &thread;
    threads.insert(threads.begin(), &thread);
  } else {
    threads.push_back(&thread);
  }
  if (halter)
    thread.halt();
  if (isAttentionNeeded(thread))
    notify(thread);
}

void Process::detach(Thread &thread) {
  MutexLock guard(lock);
  std::erase(threads, &thread);
  threadEnded.wakeAll();
}

void Process::lend(Thread &thread) {
  MutexLock guard(lock);
  std::erase(threads, &thread);
  lent.push_back(&thread);
}

void Process::takeBack(Thread &thread) {
  attach(thread);
  MutexLock guard(lock);
  std::erase(lent, &thread);
  threadEnded.wakeAll();
}

Thread *Process::find(Tid tid) {
  const auto found = std::ranges::find_if(threads, [&](Thread *thread) { return thread->tid() == tid; });
  return found == threads.end() ? nullptr : *found;
}

bool Process::hasOtherThreads(const Thread &thread) {
  MutexLock guard(lock);
  const auto isOther = [&](const Thread *other) { return other != &thread; };
  return std::ranges::any_of(threads, isOther) || std::ranges::any_of(lent, isOther);
}

// Halting threads relies on the barrier: NOTSUP before Linux 4.14.
Result<void> Process::prepareThreads() {
  MutexLock guard(lock);
  if (threads.size() >= kMostThreads)
    return Errno::AGAIN;
  if (!memoryBarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED))
    return Errno::NOTSUP;
  descriptors.beginSharing();
  return {};
}

CpuTime Process::cpuTime() {
  MutexLock guard(lock);
  CpuTime sum = settledCpuTime;
  for (Thread *thread : threads)
    sum += thread->cpuTime() - thread->settledCpuTime;
  return sum;
}

void Process::settleCpuTime(Thread &thread, const CpuTime &now) {
  MutexLock guard(lock);
  settledCpuTime += now - std::exchange(thread.settledCpuTime, now);
}

// Numbers of threads that are not there, and never were, count as ended.
Result<void> Process::joinThread(Tid tid) {
  MutexLock guard(lock);
  while (find(tid))
    TRY(threadEnded.wait(lock));
  return {};
}

// The first process takes the host process along: nobody has to be waited for.
std::unique_ptr<Program> Process::awaitThreads() {
  MutexLock guard(lock);
  while ((!threads.empty() || !lent.empty()) && !(isExiting && pid == kFirstPid))
    (void)threadEnded.wait(lock).ok();
  return isExiting ? nullptr : std::move(handedOver);
}

Thread &Process::mainThread() {
  MutexLock guard(lock);
  return *firstThread;
}

bool Process::evictOthers(Thread &thread) {
  MutexLock guard(lock);
  if (mustEvict(thread))
    return false;
  replacing = &thread;
  for (Thread *other : threads)
    if (other != &thread)
      notify(*other);
  while (threads.size() > 1 || !lent.empty()) {
    if (!threadEnded.wait(lock).ok())
      thread.setInterrupted(false);
    if (isExiting)
      return false;
  }
  return true;
}

void Process::handOver(Thread &thread, std::unique_ptr<Program> next) {
  MutexLock guard(lock);
  replacing = nullptr;
  if (&thread == firstThread) {
    thread.replaceProgram(std::move(next));
  } else {
    handedOver = std::move(next);
    thread.exitThread();
  }
}

// A thread that a vfork child borrows uses the memory, too.
template <typename Action>
void Process::forSharers(const Thread &thread, Action action) {
  for (const auto *list : {&threads, &lent})
    for (Thread *other : *list)
      if (other != &thread)
        action(*other);
}

// A thread that waits here for another fork is in a host call, and counts as halted. It may take the others a
// while to halt: the lock is free meanwhile, because who signals the process needs it, with the kernel's lock
// in hand. Those that come are halted by attach().
void Process::haltOthers(Thread &thread) {
  {
    MutexLock guard(lock);
    while (halter)
      if (!resumed.wait(lock).ok())
        thread.setInterrupted(false);
    halter = &thread;
    forSharers(thread, [](Thread &other) { other.halt(); });
  }
  while (!areOthersHalted(thread))
    ::sched_yield();
}

// The barrier completes Thread::enterGuest: a thread that is seen in a host call will see that it must halt.
bool Process::areOthersHalted(const Thread &thread) {
  memoryBarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
  bool areHalted = true;
  MutexLock guard(lock);
  forSharers(thread, [&](Thread &other) { areHalted = other.isHalted() && areHalted; });
  return areHalted;
}

void Process::resumeOthers(Thread &thread) {
  MutexLock guard(lock);
  halter = nullptr;
  forSharers(thread, [](Thread &other) { other.resume(); });
  resumed.wakeAll();
}

// The caller sees to interruptions.
void Process::waitWhileHalted(Thread &thread) {
  MutexLock guard(lock);
  while (thread.mustHalt.load(std::memory_order_relaxed) != 0)
    if (!resumed.wait(lock).ok())
      thread.setInterrupted(false);
}

} // namespace wasixc
