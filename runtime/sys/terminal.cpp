// The terminal, which is that of the process's standard streams.
#include "runtime/kernel/terminal.h"

#include "runtime/kernel/kernel.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

constexpr uint32_t kStandardStreams = 3;

int terminalOf(Thread &thread, uint32_t fd) {
  const auto descriptor = thread.descriptors().get(fd);
  return descriptor.ok() ? descriptor->file->terminalDescriptor() : -1;
}

// The first standard stream that is a terminal; NOTSUP when none is.
Result<int> anyTerminal(Thread &thread) {
  for (uint32_t fd = 0; fd < kStandardStreams; ++fd)
    if (const int terminal = terminalOf(thread, fd); terminal >= 0)
      return terminal;
  return Errno::NOTSUP;
}

} // namespace

Errno tty_get(Thread &thread, GuestPtr<abi::Tty> result) {
  abi::Tty state = TRY(Terminal::state(TRY(anyTerminal(thread))));
  state.stdinIsTty = terminalOf(thread, 0) >= 0;
  state.stdoutIsTty = terminalOf(thread, 1) >= 0;
  state.stderrIsTty = terminalOf(thread, 2) >= 0;
  return thread.memory().store(result, state).error();
}

// From here on signals of the host end the program by way of the guest: a terminal that was changed must be
// restored.
Errno tty_set(Thread &thread, GuestPtr<abi::Tty> state) {
  const abi::Tty wanted = TRY(thread.memory().load(state));
  const int terminal = TRY(anyTerminal(thread));
  Kernel &kernel = thread.process().kernel;
  kernel.signalService.forwardHostSignals();
  return kernel.terminal.change(terminal, wanted).error();
}

} // namespace wasixc::sys
