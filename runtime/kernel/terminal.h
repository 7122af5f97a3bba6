// The terminal that the program was started from: what guests may ask and change of it.
//
// What a guest changes stays changed for other programs on the terminal, so the first change remembers the
// state before, and the end of the program (by exit, trap or signal) brings that back.
#pragma once

#include "abi/types.h"
#include "runtime/base/locks.h"
#include "runtime/base/result.h"

#include <optional>
#include <termios.h>

namespace wasixc {

class Terminal {
public:
  // Size, echo and buffering of the terminal with this descriptor of the host.
  static Result<abi::Tty> state(int fd);

  // Sets echo and line buffering, the part of the state that guests can set.
  Result<void> change(int fd, const abi::Tty &state);

  void restore();

private:
  struct Saved {
    int fd;
    termios attributes;
  };

  Mutex lock;
  std::optional<Saved> saved GUARDED_BY(lock);
};

} // namespace wasixc
