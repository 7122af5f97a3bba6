#include "runtime/kernel/thread.h"

#include <csignal>
#include <unistd.h>

namespace wasixc {

void Thread::exitProcess(ExitStatus status) {
  owner.beginExit(status);
  attention.store(true, std::memory_order_relaxed);
}

void Thread::raise(uint8_t signal) {
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
