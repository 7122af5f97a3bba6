// Which WASI rights make sense for which kind of file. A descriptor never has more than these, so a guest can
// tell from the rights what it holds: isatty() asks for a character device that cannot seek.
#pragma once

#include "abi/types.h"

namespace wasixc {

using namespace abi;

constexpr uint64_t kReadRights = kRightFdRead | kRightFdReaddir;
constexpr uint64_t kWriteRights = kRightFdWrite | kRightFdAllocate | kRightFdFilestatSetSize;
constexpr uint64_t kPositionRights = kRightFdSeek | kRightFdTell;

constexpr uint64_t kStreamRights = kRightFdRead | kRightFdWrite | kRightFdFdstatSetFlags |
                                   kRightFdFilestatGet | kRightPollFdReadwrite | kRightSockShutdown |
                                   kRightSockAccept;

constexpr uint64_t kRegularFileRights = kRightFdDatasync | kRightFdSync | kRightFdRead | kRightFdWrite |
                                        kPositionRights | kRightFdFdstatSetFlags | kRightFdAdvise |
                                        kRightFdAllocate | kRightFdFilestatGet | kRightFdFilestatSetSize |
                                        kRightFdFilestatSetTimes | kRightPollFdReadwrite;

constexpr uint64_t kPathRights = kRightPathCreateDirectory | kRightPathCreateFile | kRightPathLinkSource |
                                 kRightPathLinkTarget | kRightPathOpen | kRightPathReadlink |
                                 kRightPathRenameSource | kRightPathRenameTarget | kRightPathFilestatGet |
                                 kRightPathFilestatSetSize | kRightPathFilestatSetTimes | kRightPathSymlink |
                                 kRightPathRemoveDirectory | kRightPathUnlinkFile;

constexpr uint64_t kDirectoryRights = kPathRights | kRightFdReaddir | kRightFdSync | kRightFdDatasync |
                                      kRightFdFdstatSetFlags | kRightFdFilestatGet |
                                      kRightFdFilestatSetTimes | kRightPollFdReadwrite;

constexpr uint64_t kInheritingRights = kDirectoryRights | kRegularFileRights;

// Rights of a file by its type; terminals and streams cannot seek.
constexpr uint64_t rightsOf(FileType type, bool canSeek) {
  switch (type) {
  case FileType::Directory:
    return kDirectoryRights;
  case FileType::RegularFile:
  case FileType::BlockDevice:
    return kRegularFileRights;
  case FileType::CharacterDevice:
    return canSeek ? kRegularFileRights : kRegularFileRights & ~kPositionRights;
  default:
    return kStreamRights;
  }
}

} // namespace wasixc
