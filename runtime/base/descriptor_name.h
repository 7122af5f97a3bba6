// Names for open files of the host (proc(5), /proc/PID/fd).
#pragma once

#include <optional>
#include <string>

namespace wasixc {

// A path that leads to the file itself, which no link can lead astray.
std::string descriptorPath(int file);

// Where the kernel says that the file lies now; with " (deleted)" behind it once it has no name. Nothing for what
// lies in no directory, and without a procfs.
std::optional<std::string> hostPathOf(int file);

} // namespace wasixc
