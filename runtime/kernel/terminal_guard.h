// Gives a terminal its modes back when this host process cannot do it any more: after SIGKILL, or a crash.
//
// A small process of the host, forked at the start and only if a standard stream is a terminal. It belongs to
// a session of its own, so that no key or hang-up reaches it, and holds nothing but those terminals and one
// end of a pipe. The other end is ours: when it closes, we are gone, and the guard ends as well. All that it
// ever hears of us are modes: it can be begun before the second wall goes up and needs nothing that the wall
// forbids.
#pragma once

#include "runtime/base/unique_fd.h"

#include <sys/types.h>
#include <termios.h>

namespace wasixc {

// The modes before the first change by a guest, and after the last.
struct TerminalModes {
  termios before;
  termios after;
};

// Sets the terminal to how it was before, unless somebody else has changed it since: the shell that has taken
// it back, for one.
void restoreTerminal(int fd, const TerminalModes &modes, int when);

class TerminalGuard {
public:
  // Before there are other threads.
  void start();

  // The terminal with this device number has, or is about to have, these modes.
  void remember(dev_t device, const TerminalModes &modes) const;

private:
  UniqueFd pipe;
};

} // namespace wasixc
