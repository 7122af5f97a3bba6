// snapshot0 (wasi_unstable): the calls whose types differ from preview1's.
#include "runtime/fs/directory.h"
#include "runtime/fs/rights.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

abi::UnstableFileStat unstable(const abi::FileStat &stat) {
  return {.device = stat.device,
          .inode = stat.inode,
          .fileType = stat.fileType,
          .linkCount = static_cast<uint32_t>(stat.linkCount),
          .size = stat.size,
          .accessTime = stat.accessTime,
          .modifyTime = stat.modifyTime,
          .changeTime = stat.changeTime};
}

} // namespace

Errno unstable_fd_filestat_get(Thread &thread, uint32_t fd, GuestPtr<abi::UnstableFileStat> result) {
  const FileUse file = TRY(thread.descriptors().use(fd, kRightFdFilestatGet));
  return thread.memory().store(result, unstable(TRY(file->stat()))).error();
}

// snapshot0 counts whence as CUR, END, SET.
Errno unstable_fd_seek(Thread &thread, uint32_t fd, uint64_t offset, uint32_t whence,
                       GuestPtr<uint64_t> position) {
  constexpr abi::Whence kWhence[] = {abi::Whence::Current, abi::Whence::End, abi::Whence::Set};
  if (whence >= std::size(kWhence))
    return Errno::INVAL;
  return fd_seek(thread, fd, offset, static_cast<uint32_t>(kWhence[whence]), position);
}

Errno unstable_path_filestat_get(Thread &thread, uint32_t fd, uint32_t lookupFlags, GuestPtr<uint8_t> path,
                                 uint32_t length, GuestPtr<abi::UnstableFileStat> result) {
  GuestPath name;
  TRY(name.assign(TRY(thread.memory().span(path, length))));
  const FileUse file = TRY(thread.descriptors().use(fd, kRightPathFilestatGet));
  Directory *directory = file->directory();
  if (!directory)
    return Errno::NOTDIR;
  const bool follow = lookupFlags & abi::kLookupSymlinkFollow;
  return thread.memory().store(result, unstable(TRY(directory->statAt(name, follow)))).error();
}

} // namespace wasixc::sys
