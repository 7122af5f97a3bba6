// What the host process gives up of its own power before a guest runs, for good.
#pragma once

#include "runtime/base/result.h"

namespace wasixc::confinement {

// Programs that this process or its children execute get no more rights than it has (prctl(2),
// PR_SET_NO_NEW_PRIVS); Landlock and filters of system calls require it.
Result<void> refuseNewPrivileges();

// Gives up all capabilities but those that granted files are reached with (capabilities(7): DAC_OVERRIDE,
// DAC_READ_SEARCH, FOWNER), and NET_BIND_SERVICE for whoever may listen. For ordinary users, who have none,
// it does nothing.
Result<void> dropCapabilities(bool mayListen);

// No other process of the same user may look into this one, and it leaves no core files (prctl(2),
// PR_SET_DUMPABLE). Debuggers count as other processes.
Result<void> hideFromOthers();

} // namespace wasixc::confinement
