#include "runtime/fs/host_stat.h"

#include <dirent.h>
#include <fcntl.h>

namespace wasixc {

using abi::FileType;

namespace {

constexpr uint64_t kObjectDevice = 0; // no file system of the host has this number
constexpr uint64_t kNanosecondsPerSecond = 1'000'000'000;

timespec hostTime(abi::Timestamp value, bool isSet, bool isNow) {
  if (isNow)
    return {0, UTIME_NOW};
  if (!isSet)
    return {0, UTIME_OMIT};
  return {static_cast<time_t>(value / kNanosecondsPerSecond),
          static_cast<long>(value % kNanosecondsPerSecond)};
}

} // namespace

abi::Timestamp nanosecondsOf(const timespec &time) {
  return static_cast<uint64_t>(time.tv_sec) * kNanosecondsPerSecond + static_cast<uint64_t>(time.tv_nsec);
}

FileType fileTypeOf(mode_t mode) {
  switch (mode & S_IFMT) {
  case S_IFREG:
    return FileType::RegularFile;
  case S_IFDIR:
    return FileType::Directory;
  case S_IFLNK:
    return FileType::SymbolicLink;
  case S_IFCHR:
    return FileType::CharacterDevice;
  case S_IFBLK:
    return FileType::BlockDevice;
  case S_IFSOCK:
    return FileType::SocketStream;
  default:
    return FileType::Unknown; // WASI has no type for a FIFO
  }
}

FileType fileTypeOfEntry(uint8_t type) { return fileTypeOf(DTTOIF(type)); }

abi::FileStat fileStatOf(const struct stat &status) {
  return {.device = status.st_dev,
          .inode = status.st_ino,
          .fileType = static_cast<uint8_t>(fileTypeOf(status.st_mode)),
          .linkCount = status.st_nlink,
          .size = static_cast<uint64_t>(status.st_size),
          .accessTime = nanosecondsOf(status.st_atim),
          .modifyTime = nanosecondsOf(status.st_mtim),
          .changeTime = nanosecondsOf(status.st_ctim)};
}

Result<abi::FileStat> hostStat(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0)
    return hostError();
  return fileStatOf(status);
}

abi::FileStat bareStat(FileType type, uint64_t device, uint64_t inode) {
  return {.device = device,
          .inode = inode,
          .fileType = static_cast<uint8_t>(type),
          .linkCount = 1,
          .size = 0,
          .accessTime = 0,
          .modifyTime = 0,
          .changeTime = 0};
}

abi::FileStat statOfObject(FileType type, uint64_t inode) { return bareStat(type, kObjectDevice, inode); }

int hostFlags(uint16_t fdFlags) {
  return (fdFlags & abi::kFdAppend ? O_APPEND : 0) | (fdFlags & abi::kFdDsync ? O_DSYNC : 0) |
         (fdFlags & abi::kFdNonblock ? O_NONBLOCK : 0) |
         (fdFlags & (abi::kFdSync | abi::kFdRsync) ? O_SYNC : 0);
}

uint16_t fdFlagsOf(int hostFlags) {
  uint16_t flags = 0;
  if (hostFlags & O_APPEND)
    flags |= abi::kFdAppend;
  if (hostFlags & O_NONBLOCK)
    flags |= abi::kFdNonblock;
  // O_SYNC includes the bit of O_DSYNC, and is what O_RSYNC means on Linux.
  if ((hostFlags & O_SYNC) == O_SYNC)
    flags |= abi::kFdSync | abi::kFdRsync | abi::kFdDsync;
  else if (hostFlags & O_DSYNC)
    flags |= abi::kFdDsync;
  return flags;
}

Result<FileTimes> fileTimesOf(abi::Timestamp access, abi::Timestamp modify, uint16_t flags) {
  const bool bothAccess = (flags & abi::kAccessTime) && (flags & abi::kAccessTimeNow);
  const bool bothModify = (flags & abi::kModifyTime) && (flags & abi::kModifyTimeNow);
  if (bothAccess || bothModify || (flags & ~abi::kFileTimeFlagsMask))
    return Errno::INVAL;
  return FileTimes{{hostTime(access, flags & abi::kAccessTime, flags & abi::kAccessTimeNow),
                    hostTime(modify, flags & abi::kModifyTime, flags & abi::kModifyTimeNow)}};
}

} // namespace wasixc
