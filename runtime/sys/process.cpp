// Processes and scheduling.
#include "runtime/sys/handlers.h"

#include <sched.h>

namespace wasixc::sys {

void proc_exit(Thread &thread, uint32_t code) { thread.exitProcess({.code = code}); }

// Signal 0 asks whether the process could be signaled: it can.
Errno proc_raise(Thread &thread, uint32_t signal) {
  if (signal == 0)
    return Errno::SUCCESS;
  if (!isSignal(signal))
    return Errno::INVAL;
  thread.raise(static_cast<uint8_t>(signal));
  return Errno::SUCCESS;
}

Errno sched_yield(Thread &) {
  ::sched_yield();
  return Errno::SUCCESS;
}

} // namespace wasixc::sys
