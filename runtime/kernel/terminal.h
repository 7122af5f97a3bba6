// The terminal that the program was started from: what guests may ask and change of it.
//
// What a guest changes stays changed for other programs on the terminal, so the first change remembers the
// state before, and the end of the program (by exit, trap or signal) brings that back; where the host process
// is killed, its guard does.
#pragma once

#include "abi/types.h"
#include "runtime/base/locks.h"
#include "runtime/base/result.h"
#include "runtime/kernel/terminal_guard.h"

#include <sys/types.h>
#include <vector>

namespace wasixc {

class Terminal {
public:
  // Size, echo and buffering of the terminal with this descriptor of the host.
  static Result<abi::Tty> state(int fd);

  // Before there are other threads.
  void startGuard() { guard.start(); }

  // Sets echo and line buffering, the part of the state that guests can set.
  Result<void> change(int fd, const abi::Tty &state);

  void restore();

private:
  // Of its own descriptor: guests may close theirs.
  struct Changed {
    UniqueFd fd;
    dev_t device;
    TerminalModes modes;
  };

  Result<Changed *> find(int fd, const termios &modes) REQUIRES(lock);

  Mutex lock;
  std::vector<Changed> changed GUARDED_BY(lock);
  TerminalGuard guard;
};

} // namespace wasixc
