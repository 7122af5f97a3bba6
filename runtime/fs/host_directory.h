// A directory of the host that a guest holds: a grant, or a directory below one. Paths resolve beneath it and
// nowhere else (path.h). What came from a read-only grant refuses every change with ROFS.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/fs/directory.h"
#include "runtime/fs/directory_cookies.h"

namespace wasixc {

class HostDirectory final : public Directory {
public:
  HostDirectory(UniqueFd fd, bool isReadOnly, std::string grantName = {},
                FileSystem fileSystem = FileSystem::Plain);
  // What a guest gets to see of a directory of the host: ACCES where its files are the kernel's.
  static Result<Ref<Directory>> forDirectory(UniqueFd fd, bool isReadOnly, std::string grantName = {});

  bool refusesChanges() const override { return isReadOnly; }
  HostDirectory *hostDirectory() override { return this; }

  Result<abi::FileStat> stat() override;
  Result<void> setTimes(const FileTimes &times) override;
  Result<void> sync() override;
  Result<uint16_t> flags() override;
  Result<void> setFlags(uint16_t flags) override;

  Result<size_t> readEntries(std::span<uint8_t> buffer, uint64_t cookie) override;
  Result<Ref<File>> open(const GuestPath &path, const OpenRequest &request) override;
  Result<abi::FileStat> statAt(const GuestPath &path, bool followSymlink) override;
  Result<void> setTimesAt(const GuestPath &path, bool followSymlink, const FileTimes &times) override;
  Result<void> createDirectory(const GuestPath &path) override;
  Result<void> removeDirectory(const GuestPath &path) override;
  Result<void> unlinkFile(const GuestPath &path) override;
  Result<void> symlink(const GuestPath &target, const GuestPath &path) override;
  Result<size_t> readLink(const GuestPath &path, std::span<uint8_t> buffer) override;
  Result<void> link(const GuestPath &path, bool followSymlink, Directory &newDirectory,
                    const GuestPath &newPath) override;
  Result<void> rename(const GuestPath &path, Directory &newDirectory, const GuestPath &newPath) override;
  Result<UniqueFd> openForHost(const GuestPath &path, int flags) override;
  Result<std::string> pathTo(Directory &other) override;

private:
  Result<UniqueFd> openHost(const GuestPath &path, int flags, uint64_t rights) const;
  Result<void> requireWritable() const;
  PathBase base() const { return {fd.get(), fileSystem, isRoot}; }

  UniqueFd fd;
  const bool isReadOnly;
  const FileSystem fileSystem;
  const bool isRoot;  // of the guest's names
  Mutex positionLock; // readEntries: seek and read are two host calls
  DirectoryCookies cookies GUARDED_BY(positionLock);
};

} // namespace wasixc
