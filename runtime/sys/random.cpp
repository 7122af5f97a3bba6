#include "runtime/sys/handlers.h"

#include <sys/random.h>

namespace wasixc::sys {

// The host may give less than was asked for: at most 32 MiB - 1 a time, and less when a signal arrives.
Errno random_get(Thread &thread, GuestPtr<uint8_t> buffer, uint32_t size) {
  std::span<uint8_t> rest = TRY(thread.memory().span(buffer, size));
  while (!rest.empty()) {
    const ssize_t filled = getrandom(rest.data(), rest.size(), 0);
    if (filled >= 0)
      rest = rest.subspan(static_cast<size_t>(filled));
    else if (errno != EINTR)
      return hostError();
  }
  return Errno::SUCCESS;
}

} // namespace wasixc::sys
