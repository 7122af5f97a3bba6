// A directory of the host that a guest holds: a grant, or a directory below one. Paths resolve beneath it and
// nowhere else (path.h). What came from a read-only grant refuses every change with ROFS.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/fs/directory_cookies.h"
#include "runtime/fs/file.h"
#include "runtime/fs/path.h"

#include <string>

namespace wasixc {

// What path_open asks for.
struct OpenRequest {
  bool followSymlink;
  uint16_t openFlags; // abi::OpenFlags
  uint64_t rightsBase;
  uint16_t fdFlags; // abi::FdFlags
};

class HostDirectory final : public File {
public:
  // `grantName` is the name a preopened directory has for the guest; empty for all others.
  HostDirectory(UniqueFd fd, bool isReadOnly, std::string grantName = {});

  const std::string &grantName() const { return name; }
  bool refusesChanges() const { return isReadOnly; }
  // For the host's side: looking at what the directory is, and opening programs and directories in it.
  int hostDescriptor() const { return fd.get(); }
  HostDirectory *directory() override { return this; }

  Result<size_t> read(Vectors) override { return Errno::ISDIR; }
  Result<size_t> readAt(Vectors, uint64_t) override { return Errno::ISDIR; }
  Result<uint64_t> seek(int64_t, abi::Whence) override { return Errno::ISDIR; }
  Result<abi::FileStat> stat() override;
  Result<void> setTimes(const FileTimes &times) override;
  Result<void> sync() override;
  Result<uint16_t> flags() override;
  Result<void> setFlags(uint16_t flags) override;
  uint64_t possibleRights() const override;

  // Fills `buffer` with abi::DirectoryEntry records from `cookie` on (0: the first); the last one is cut off
  // where the buffer ends. A result shorter than the buffer means that there are no more.
  Result<size_t> readEntries(std::span<uint8_t> buffer, uint64_t cookie);

  Result<Ref<File>> open(const GuestPath &path, const OpenRequest &request);
  Result<abi::FileStat> statAt(const GuestPath &path, bool followSymlink);
  Result<void> setTimesAt(const GuestPath &path, bool followSymlink, const FileTimes &times);
  Result<void> createDirectory(const GuestPath &path);
  Result<void> removeDirectory(const GuestPath &path);
  Result<void> unlinkFile(const GuestPath &path);
  Result<void> symlink(const GuestPath &target, const GuestPath &path);
  Result<size_t> readLink(const GuestPath &path, std::span<uint8_t> buffer);
  Result<void> link(const GuestPath &path, HostDirectory &newDirectory, const GuestPath &newPath);
  Result<void> rename(const GuestPath &path, HostDirectory &newDirectory, const GuestPath &newPath);

private:
  Result<UniqueFd> openHost(const GuestPath &path, int flags, uint64_t rights) const;
  Result<void> requireWritable() const;

  UniqueFd fd;
  const bool isReadOnly;
  const std::string name;
  Mutex positionLock; // readEntries: seek and read are two host calls
  DirectoryCookies cookies GUARDED_BY(positionLock);
};

} // namespace wasixc
