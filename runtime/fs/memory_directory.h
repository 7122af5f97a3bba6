// A file system in memory: what /tmp is when no grant is. It belongs to the tree of processes that shares it
// through inherited descriptors, and goes with the last of them; the host never sees it.
//
// Paths mean what they mean below a directory of the host (host_directory.h), down to the errors, which are
// Linux's. One lock guards the whole tree of names: every operation on it is short. The bytes of a file have
// a lock of their own (memory_content.h).
#pragma once

#include "runtime/base/locks.h"
#include "runtime/fs/directory.h"
#include "runtime/fs/memory_node.h"

#include <functional>
#include <vector>

namespace wasixc {

class MemoryFileSystem : public RefCounted {
public:
  // `limit` bounds the bytes of all files and of their names; NOSPC says that it is reached.
  static Result<Ref<MemoryFileSystem>> create(uint64_t limit);

  MemoryNode &root() { return *top; }
  MemoryBudget &bytes() { return budget; }

  Mutex lock; // guards the nodes

private:
  explicit MemoryFileSystem(uint64_t limit) : budget(limit) {}
  ~MemoryFileSystem() override;

  MemoryBudget budget;
  Ref<MemoryNode> top;
};

// A place that a path leads to: a name in a directory, which may be free.
struct MemoryPlace {
  MemoryNode *folder; // null for the directory the walk ended in: ".", "a/.."
  std::string name;   // in `folder`
  MemoryNode *node;   // what is there, or null
  bool hasTrailingSlash;
};

class MemoryDirectory final : public Directory {
public:
  // Of what is to be run, no more is copied; as much as a compiler takes (broker/protocol.h).
  static constexpr uint64_t kLargestProgram = uint64_t{256} << 20;

  MemoryDirectory(Ref<MemoryFileSystem> system, Ref<MemoryNode> node, std::string grantName = {})
      : Directory(std::move(grantName)), system(std::move(system)), node(std::move(node)) {}
  // The directory at the top.
  MemoryDirectory(Ref<MemoryFileSystem> fileSystem, std::string grantName);

  bool refusesChanges() const override { return false; }
  MemoryDirectory *memoryDirectory() override { return this; }

  Result<abi::FileStat> stat() override;
  Result<void> setTimes(const FileTimes &times) override;

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
  // Gives a socket a name; `bind` has the host bind it and returns the address by which the host knows it.
  // The socket's lock is taken below the one of the file system here, and nowhere the other way round.
  Result<void> bindSocket(const GuestPath &path, const std::function<Result<SocketAddress>()> &bind);
  // The address of the socket with this name. CONNREFUSED for what is no socket (POSIX connect).
  Result<SocketAddress> socketAddress(const GuestPath &path);
  // A copy of the file in a memory file of the host; only for reading. It is whole if the file is a module or
  // a native program and not too large; of all others only the beginning is there, which tells what they are.
  Result<UniqueFd> openForHost(const GuestPath &path, int flags) override;
  Result<std::string> pathTo(Directory &other) override;

private:
  Result<Ref<MemoryNode>> openedNode(const GuestPath &path, const OpenRequest &request);
  Result<MemoryNode *> existing(const GuestPath &path, bool followSymlink) REQUIRES(system->lock);
  Result<MemoryNode *> create(const MemoryPlace &place, abi::FileType type, std::string linkTarget = {})
      REQUIRES(system->lock);
  Result<MemoryDirectory *> sameSystem(Directory &other);

  const Ref<MemoryFileSystem> system;
  const Ref<MemoryNode> node;
};

} // namespace wasixc
