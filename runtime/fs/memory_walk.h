// Path resolution in a file system in memory: no name and no link leads above the starting directory.
#pragma once

#include "runtime/fs/memory_directory.h"

namespace wasixc {

// Whether a link that the path ends in is followed. Slashes behind it ask for what it leads to in calls that
// look something up, but not in those that change the name itself, like unlink (path_resolution(7)), and a
// file that is to be created cannot be one with slashes behind its name.
enum class LastLink : uint8_t { Keep, FollowBeforeSlash, FollowWithoutSlash, Follow };

// Requires: the lock of the file system. The place is valid as long as that is held.
Result<MemoryPlace> walkMemory(MemoryNode &start, std::string_view path, LastLink lastLink);

} // namespace wasixc
