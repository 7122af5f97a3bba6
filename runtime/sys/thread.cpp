// Threads: WASIX semantics 12.
#include "runtime/sys/handlers.h"

#include <sched.h>

namespace wasixc::sys {

// A thread's number, or a negative errno. The argument is the guest's own (wasi-threads), and need not be an
// address.
uint32_t thread_spawn(Thread &thread, uint32_t argument) {
  const auto tid = Thread::spawn(thread, argument);
  return tid.ok() ? *tid : -static_cast<uint32_t>(tid.error());
}

// The argument is a thread_start (types 8), which only the guest reads. The number is in place before the
// thread runs.
Errno thread_spawn_v2(Thread &thread, uint32_t argument, GuestPtr<uint32_t> tid) {
  const GuestMemory memory = thread.memory();
  TRY(memory.bytes(argument, sizeof(abi::ThreadStart)));
  TRY(memory.load(tid));
  return memory.store(tid, TRY(Thread::spawn(thread, argument))).error();
}

Errno thread_sleep(Thread &thread, uint64_t duration) {
  const blocking::Deadline deadline = blocking::after(duration, thread.callBegan());
  while (blocking::now() < deadline)
    if (parking::park(deadline) == parking::Wakeup::Interrupted)
      return Errno::INTR;
  return Errno::SUCCESS;
}

Errno thread_id(Thread &thread, GuestPtr<uint32_t> tid) {
  return thread.memory().store(tid, thread.tid()).error();
}

Errno thread_join(Thread &thread, uint32_t tid) {
  if (tid == thread.tid())
    return Errno::DEADLK; // POSIX pthread_join
  return thread.process().joinThread(tid).error();
}

Errno thread_parallelism(Thread &thread, GuestPtr<uint32_t> parallelism) {
  cpu_set_t cpus;
  const bool isKnown = sched_getaffinity(0, sizeof cpus, &cpus) == 0;
  return thread.memory().store(parallelism, isKnown ? static_cast<uint32_t>(CPU_COUNT(&cpus)) : 1).error();
}

// The code is for nobody.
void thread_exit(Thread &thread, uint32_t) { thread.exitThread(); }

} // namespace wasixc::sys
