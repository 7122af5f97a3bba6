// The guest's clocks as the host's.
#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <ctime>

namespace wasixc::sys {

// INVAL for a number that is no clock.
Result<clockid_t> hostClock(uint32_t clock);

uint64_t nanoseconds(const timespec &time);

} // namespace wasixc::sys
