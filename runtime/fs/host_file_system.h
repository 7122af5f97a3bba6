// What of the host's tree of files is data, and what a window into the kernel or into other processes.
//
// Whoever grants "/" means the files that lie there. But the same tree shows every process of the host and
// its memory (/proc), the devices with the disks among them (/dev), and the settings of the kernel (/sys).
// None of that is part of a grant, for reading no more than for writing, wherever it is mounted:
// docs/sandbox.md has the list. What a file system is comes from the kernel (statfs(2): f_type), not from its
// name.
#pragma once

#include "runtime/base/result.h"

#include <string_view>
#include <sys/stat.h>

namespace wasixc {

enum class FileSystem : uint8_t {
  Plain,     // files
  Devices,   // the same, but one that can hold device nodes and often does: a tmpfs like /dev
  Processes, // procfs
  Kernel,    // any other that the kernel makes up: sysfs, cgroup, debugfs, devpts, ...
};

FileSystem fileSystemOf(int fd);

// Whether `status` is that of the root of a procfs.
bool isProcessRoot(const struct stat &status);
// The names in the root of a procfs that guests see. They lead to regular files, which say what machine and
// which kernel this is.
bool isPublicProcessName(std::string_view name);
inline constexpr std::string_view kPublicProcessNames[] = {"cpuinfo", "filesystems", "meminfo", "uptime",
                                                           "version"};

// Whether it is a device that may not be opened: any but null, zero, full, random and urandom.
bool isRefusedDevice(const struct stat &status);

} // namespace wasixc
