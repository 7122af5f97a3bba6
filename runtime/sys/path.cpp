// path_* calls.
#include "runtime/fs/directory.h"
#include "runtime/fs/host_stat.h"
#include "runtime/fs/rights.h"
#include "runtime/kernel/kernel.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

// A directory descriptor and a path below it, as every call here takes them.
class At {
public:
  explicit At(Thread &thread) : thread(thread) {}

  Result<void> assign(GuestPtr<uint8_t> text, uint32_t length) {
    return path.assign(TRY(thread.memory().span(text, length)));
  }

  // The directory, when the descriptor has the right.
  Result<FileUse> use(uint32_t fd, uint64_t right) {
    FileUse file = TRY(thread.descriptors().use(fd, right));
    if (!file->directory())
      return Errno::NOTDIR;
    return file;
  }

  GuestPath path;

private:
  Thread &thread;
};

bool followsSymlink(uint32_t lookupFlags) { return lookupFlags & abi::kLookupSymlinkFollow; }

// What a call without further arguments does: one method of the directory.
template <typename Operation>
Errno onPath(Thread &thread, uint32_t fd, uint64_t right, GuestPtr<uint8_t> path, uint32_t length,
             Operation operation) {
  At at(thread);
  TRY(at.assign(path, length));
  const FileUse directory = TRY(at.use(fd, right));
  return operation(*directory->directory(), at.path).error();
}

} // namespace

Errno path_create_directory(Thread &thread, uint32_t fd, GuestPtr<uint8_t> path, uint32_t length) {
  return onPath(thread, fd, kRightPathCreateDirectory, path, length,
                [](Directory &directory, const GuestPath &name) { return directory.createDirectory(name); });
}

Errno path_remove_directory(Thread &thread, uint32_t fd, GuestPtr<uint8_t> path, uint32_t length) {
  return onPath(thread, fd, kRightPathRemoveDirectory, path, length,
                [](Directory &directory, const GuestPath &name) { return directory.removeDirectory(name); });
}

Errno path_unlink_file(Thread &thread, uint32_t fd, GuestPtr<uint8_t> path, uint32_t length) {
  return onPath(thread, fd, kRightPathUnlinkFile, path, length,
                [](Directory &directory, const GuestPath &name) { return directory.unlinkFile(name); });
}

Errno path_filestat_get(Thread &thread, uint32_t fd, uint32_t lookupFlags, GuestPtr<uint8_t> path,
                        uint32_t length, GuestPtr<abi::FileStat> result) {
  At at(thread);
  TRY(at.assign(path, length));
  const FileUse directory = TRY(at.use(fd, kRightPathFilestatGet));
  const abi::FileStat stat = TRY(directory->directory()->statAt(at.path, followsSymlink(lookupFlags)));
  return thread.memory().store(result, stat).error();
}

Errno path_filestat_set_times(Thread &thread, uint32_t fd, uint32_t lookupFlags, GuestPtr<uint8_t> path,
                              uint32_t length, uint64_t access, uint64_t modify, uint32_t timeFlags) {
  const FileTimes times = TRY(fileTimesOf(access, modify, timeFlags));
  return onPath(thread, fd, kRightPathFilestatSetTimes, path, length,
                [&](Directory &directory, const GuestPath &name) {
                  return directory.setTimesAt(name, followsSymlink(lookupFlags), times);
                });
}

// The flag does what AT_SYMLINK_FOLLOW does (POSIX linkat). Some hosts of preview1 refuse it with INVAL; the
// public suite takes both.
Errno path_link(Thread &thread, uint32_t fd, uint32_t lookupFlags, GuestPtr<uint8_t> path, uint32_t length,
                uint32_t newFd, GuestPtr<uint8_t> newPath, uint32_t newLength) {
  At source(thread), target(thread);
  TRY(source.assign(path, length));
  TRY(target.assign(newPath, newLength));
  const FileUse from = TRY(source.use(fd, kRightPathLinkSource));
  const FileUse to = TRY(target.use(newFd, kRightPathLinkTarget));
  return from->directory()
      ->link(source.path, followsSymlink(lookupFlags), *to->directory(), target.path)
      .error();
}

Errno path_rename(Thread &thread, uint32_t fd, GuestPtr<uint8_t> path, uint32_t length, uint32_t newFd,
                  GuestPtr<uint8_t> newPath, uint32_t newLength) {
  At source(thread), target(thread);
  TRY(source.assign(path, length));
  TRY(target.assign(newPath, newLength));
  const FileUse from = TRY(source.use(fd, kRightPathRenameSource));
  const FileUse to = TRY(target.use(newFd, kRightPathRenameTarget));
  return from->directory()->rename(source.path, *to->directory(), target.path).error();
}

Errno path_symlink(Thread &thread, GuestPtr<uint8_t> target, uint32_t targetLength, uint32_t fd,
                   GuestPtr<uint8_t> path, uint32_t length) {
  GuestPath text;
  TRY(text.assign(TRY(thread.memory().span(target, targetLength))));
  return onPath(thread, fd, kRightPathSymlink, path, length,
                [&](Directory &directory, const GuestPath &name) { return directory.symlink(text, name); });
}

Errno path_readlink(Thread &thread, uint32_t fd, GuestPtr<uint8_t> path, uint32_t length,
                    GuestPtr<uint8_t> buffer, uint32_t size, GuestPtr<uint32_t> used) {
  const GuestMemory memory = thread.memory();
  At at(thread);
  TRY(at.assign(path, length));
  const std::span<uint8_t> bytes = TRY(memory.span(buffer, size));
  const FileUse directory = TRY(at.use(fd, kRightPathReadlink));
  const size_t filled = TRY(directory->directory()->readLink(at.path, bytes));
  return memory.store(used, static_cast<uint32_t>(filled)).error();
}

namespace {

uint64_t rightsToOpen(uint32_t openFlags) {
  return kRightPathOpen | (openFlags & abi::kOpenCreate ? kRightPathCreateFile : 0) |
         (openFlags & abi::kOpenTruncate ? kRightPathFilestatSetSize : 0);
}

// Rights that make no sense for the file or that the directory does not pass on are left out silently, as C
// libraries ask for all they know; but a file must not look writable and then refuse to be written.
Result<Descriptor> openDescriptor(const FileUse &directory, const GuestPath &path, const OpenRequest &request,
                                  uint64_t rightsInheriting) {
  const uint64_t passed = directory.rightsInheriting();
  if (request.rightsBase & ~passed & (kRightFdRead | kRightFdWrite))
    return Errno::NOTCAPABLE;
  Ref<File> file = TRY(directory->directory()->open(path, request));
  const uint64_t rights = request.rightsBase & passed & file->possibleRights();
  return Descriptor{
      .file = std::move(file), .rightsBase = rights, .rightsInheriting = rightsInheriting & passed};
}

} // namespace

Errno path_open(Thread &thread, uint32_t fd, uint32_t lookupFlags, GuestPtr<uint8_t> path, uint32_t length,
                uint32_t openFlags, uint64_t rightsBase, uint64_t rightsInheriting, uint32_t fdFlags,
                GuestPtr<uint32_t> result) {
  return path_open2(thread, fd, lookupFlags, path, length, openFlags, rightsBase, rightsInheriting, fdFlags,
                    0, result);
}

Errno path_open2(Thread &thread, uint32_t fd, uint32_t lookupFlags, GuestPtr<uint8_t> path, uint32_t length,
                 uint32_t openFlags, uint64_t rightsBase, uint64_t rightsInheriting, uint32_t fdFlags,
                 uint32_t fdFlagsExtended, GuestPtr<uint32_t> result) {
  if ((openFlags & ~uint32_t{abi::kOpenFlagsMask}) || (fdFlags & ~uint32_t{abi::kFdFlagsMask}))
    return Errno::INVAL;
  const GuestMemory memory = thread.memory();
  TRY(memory.bytes(result.address, sizeof(uint32_t)));
  At at(thread);
  TRY(at.assign(path, length));
  auto directory = at.use(fd, rightsToOpen(openFlags));
  if (!directory.ok()) {
    if (directory.error() == Errno::BADF)
      thread.process().kernel.note.cannotOpen(at.path.view());
    return directory.error();
  }
  const OpenRequest request = {.followSymlink = followsSymlink(lookupFlags),
                               .openFlags = static_cast<uint16_t>(openFlags),
                               .rightsBase = rightsBase,
                               .fdFlags = static_cast<uint16_t>(fdFlags),
                               .descriptors = &thread.descriptors()};
  Descriptor opened = TRY(openDescriptor(*directory, at.path, request, rightsInheriting));
  opened.closeOnExec = (fdFlagsExtended & abi::kFdCloseOnExec) != 0;
  return memory.store(result, TRY(thread.descriptors().add(std::move(opened)))).error();
}

} // namespace wasixc::sys
