// See privileges.h.
#include "runtime/confinement/privileges.h"

#include <cstdint>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasixc::confinement {

namespace {

Result<void> checked(long result) {
  if (result != 0)
    return hostError();
  return {};
}

constexpr uint64_t bit(int capability) { return uint64_t{1} << capability; }

} // namespace

Result<void> refuseNewPrivileges() { return checked(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); }

// The system calls are used as they are: that is less than a library for them (capget(2) has the layout).
Result<void> dropCapabilities(bool mayListen) {
  __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
  TRY(checked(syscall(SYS_capget, &header, data)));
  const uint64_t kept = bit(CAP_DAC_OVERRIDE) | bit(CAP_DAC_READ_SEARCH) | bit(CAP_FOWNER) |
                        (mayListen ? bit(CAP_NET_BIND_SERVICE) : 0);
  bool changes = false;
  for (int word = 0; word < _LINUX_CAPABILITY_U32S_3; ++word) {
    const auto mask = static_cast<uint32_t>(kept >> (32 * word));
    changes =
        changes || ((data[word].effective | data[word].permitted | data[word].inheritable) & ~mask) != 0;
    data[word].effective &= mask;
    data[word].permitted &= mask;
    data[word].inheritable = 0;
  }
  return changes ? checked(syscall(SYS_capset, &header, data)) : Result<void>();
}

Result<void> hideFromOthers() { return checked(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)); }

} // namespace wasixc::confinement
