#include "runtime/fs/guest_descriptor.h"

#include <sys/resource.h>

namespace wasixc {

Result<UniqueFd> forGuest(UniqueFd fd) {
  constexpr rlim_t kReserved = 32;
  static const rlim_t limit = [] {
    struct rlimit host = {};
    getrlimit(RLIMIT_NOFILE, &host);
    return host.rlim_cur;
  }();
  if (!fd)
    return hostError();
  if (static_cast<rlim_t>(fd.get()) + kReserved >= limit)
    return Errno::MFILE;
  return fd;
}

} // namespace wasixc
