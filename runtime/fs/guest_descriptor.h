// Descriptors of the host that guests cause to exist, and how many of them there may be.
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

namespace wasixc {

// What a host call has returned for a guest, or its errno. The last descriptors that the host allows are the
// runtime's own: mapping programs and starting the compiler must still work when guests have opened all they
// can. One of those is closed again, and the answer is MFILE.
Result<UniqueFd> forGuest(UniqueFd fd);

} // namespace wasixc
