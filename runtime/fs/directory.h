// A directory that a guest holds, and what the path calls do with names below it.
//
// There are three kinds: directories of the host (HostDirectory), the file system in memory that /tmp is
// (MemoryDirectory) and the devices of /dev (DeviceDirectory). No name leads out of any of them: leaving one
// is NOTCAPABLE, as is an absolute path. The defaults answer as a directory whose entries cannot be changed.
#pragma once

#include "runtime/base/unique_fd.h"
#include "runtime/fs/file.h"
#include "runtime/fs/path.h"

#include <string>

namespace wasixc {

class DescriptorTable;
class HostDirectory;
class MemoryDirectory;

// What path_open asks for.
struct OpenRequest {
  bool followSymlink;
  uint16_t openFlags; // abi::OpenFlags
  uint64_t rightsBase;
  uint16_t fdFlags; // abi::FdFlags
  // Of the process that opens: where /dev/stdin and the like lead.
  DescriptorTable *descriptors;
};

class Directory : public File {
public:
  // `grantName` is the name a preopened directory has for the guest; empty for all others.
  explicit Directory(std::string grantName) : File(abi::FileType::Directory), name(std::move(grantName)) {}

  const std::string &grantName() const { return name; }
  Directory *directory() override { return this; }
  virtual bool refusesChanges() const { return true; }

  Result<size_t> read(Vectors) override { return Errno::ISDIR; }
  Result<size_t> readAt(Vectors, uint64_t) override { return Errno::ISDIR; }
  Result<uint64_t> seek(int64_t, abi::Whence) override { return Errno::ISDIR; }
  Result<void> sync() override { return {}; }
  uint64_t possibleRights() const override;

  // Fills `buffer` with abi::DirectoryEntry records from `cookie` on (0: the first); the last one is cut off
  // where the buffer ends. A result shorter than the buffer means that there are no more.
  virtual Result<size_t> readEntries(std::span<uint8_t> buffer, uint64_t cookie) = 0;

  virtual Result<Ref<File>> open(const GuestPath &path, const OpenRequest &request) = 0;
  virtual Result<abi::FileStat> statAt(const GuestPath &path, bool followSymlink) = 0;
  virtual Result<void> setTimesAt(const GuestPath &, bool, const FileTimes &) { return Errno::ACCES; }
  virtual Result<void> createDirectory(const GuestPath &) { return Errno::ACCES; }
  virtual Result<void> removeDirectory(const GuestPath &) { return Errno::ACCES; }
  virtual Result<void> unlinkFile(const GuestPath &) { return Errno::ACCES; }
  virtual Result<void> symlink(const GuestPath &, const GuestPath &) { return Errno::ACCES; }
  virtual Result<size_t> readLink(const GuestPath &, std::span<uint8_t>) { return Errno::INVAL; }
  // Between directories of different kinds both of these are XDEV.
  virtual Result<void> link(const GuestPath &, bool, Directory &, const GuestPath &) { return Errno::XDEV; }
  virtual Result<void> rename(const GuestPath &, Directory &, const GuestPath &) { return Errno::XDEV; }

  // A file for the host's own reading, with flags of open(2): programs that exec runs.
  virtual Result<UniqueFd> openForHost(const GuestPath &, int) { return Errno::ACCES; }

  // Where `other` lies below this directory as things are now: a path, "." for the same one. NOENT when it
  // does not, or nobody can tell.
  virtual Result<std::string> pathTo(Directory &other);

  virtual HostDirectory *hostDirectory() { return nullptr; }
  virtual MemoryDirectory *memoryDirectory() { return nullptr; }

private:
  const std::string name;
};

// Writes the records of readEntries into a guest's buffer.
class EntryWriter {
public:
  explicit EntryWriter(std::span<uint8_t> buffer) : buffer(buffer) {}

  bool isFull() const { return used == buffer.size(); }
  size_t size() const { return used; }
  // As much of the record as fits. `next` is the cookie of what comes after it.
  void add(uint64_t next, uint64_t inode, abi::FileType type, std::string_view name);

private:
  void append(const void *bytes, size_t size);

  std::span<uint8_t> buffer;
  size_t used = 0;
};

} // namespace wasixc
