// Linux's file attributes and flags as WASI's, and back.
#pragma once

#include "runtime/fs/file.h"

#include <sys/stat.h>

namespace wasixc {

abi::Timestamp nanosecondsOf(const timespec &time);
abi::FileType fileTypeOf(mode_t mode);
abi::FileType fileTypeOfEntry(uint8_t type); // DT_* of getdents64
abi::FileStat fileStatOf(const struct stat &status);
Result<abi::FileStat> hostStat(int fd);
// The attributes of what has no size, no times and one name.
abi::FileStat bareStat(abi::FileType type, uint64_t device, uint64_t inode);
// The same of an object of the runtime, whose number comes from newInodeNumber().
abi::FileStat statOfObject(abi::FileType type, uint64_t inode);

int hostFlags(uint16_t fdFlags);
uint16_t fdFlagsOf(int hostFlags);

// The times of *_filestat_set_times; INVAL for flags that contradict each other.
Result<FileTimes> fileTimesOf(abi::Timestamp access, abi::Timestamp modify, uint16_t flags);

} // namespace wasixc
