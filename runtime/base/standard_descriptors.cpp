#include "runtime/base/standard_descriptors.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace wasixc::standardDescriptors {

namespace {

// Not close-on-exec: programs that the runtime starts need these numbers as well. `/` can always be opened
// like this.
int openNothing() {
  const int null = open("/dev/null", O_RDWR);
  return null >= 0 ? null : open("/", O_PATH);
}

// Kept from the start on: later the host may have no descriptor left, or may not open anything any more.
int nothing() {
  static const int kept = [] {
    const int opened = openNothing();
    fcntl(opened, F_SETFD, FD_CLOEXEC);
    return opened;
  }();
  return kept;
}

} // namespace

void occupy() {
  for (int number = STDIN_FILENO; number <= STDERR_FILENO; ++number)
    if (fcntl(number, F_GETFD) < 0 && errno == EBADF)
      openNothing(); // gets this number, the lowest that is free
  nothing();
}

void abandon(int number) { dup2(nothing(), number); }

} // namespace wasixc::standardDescriptors
