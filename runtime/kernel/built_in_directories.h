// The directories that a WASIX program finds without a grant: /dev, a few devices (fs/device_directory.h),
// and /tmp, a file system in memory (fs/memory_directory.h).
//
// They are preopened directories behind the granted ones, so every process of the tree has them, and programs
// that count from 3 find the grants first. What the user granted wins: /tmp is left out when a grant has that
// name or a grant above it has such a directory, /dev when a grant has that name or holds /dev/null. Preview1
// programs get neither: there, a program sees the directories it was given and nothing else.
#pragma once

#include "runtime/kernel/process.h"

namespace wasixc {

// As much as /tmp can hold, with its names.
constexpr uint64_t kTemporaryBytes = uint64_t{1} << 30;

// Requires: the process has its standard files and its grants.
void addBuiltInDirectories(Process &process);

} // namespace wasixc
