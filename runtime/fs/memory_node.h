// The objects of a file system in memory: files, directories, symbolic links and names of sockets.
//
// Everything in them is guarded by the lock of their file system (memory_directory.h), which is held by every
// caller here. A node lives as long as a name or an open file refers to it.
#pragma once

#include "abi/types.h"
#include "runtime/base/ref.h"
#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"
#include "runtime/fs/file.h"

#include <map>
#include <memory>
#include <string>
#include <variant>

namespace wasixc {

// How much memory the file system may use, and uses.
class MemoryBudget {
public:
  explicit MemoryBudget(uint64_t limit) : limit(limit) {}

  Result<void> take(uint64_t bytes) {
    if (bytes > limit - used.load(std::memory_order_relaxed))
      return Errno::NOSPC;
    used.fetch_add(bytes, std::memory_order_relaxed);
    return {};
  }
  void giveBack(uint64_t bytes) { used.fetch_sub(bytes, std::memory_order_relaxed); }
  uint64_t usedBytes() const { return used.load(std::memory_order_relaxed); }

private:
  const uint64_t limit;
  std::atomic<uint64_t> used{0}; // files give back without the lock, when the last reference goes
};

// The bytes of a file. Pages that were never written are holes: they read as zeros and cost nothing.
class MemoryContent {
public:
  explicit MemoryContent(MemoryBudget &budget) : budget(budget) {}
  ~MemoryContent() { resize(0); }
  MemoryContent(const MemoryContent &) = delete;
  MemoryContent &operator=(const MemoryContent &) = delete;

  uint64_t size() const { return byteSize; }
  size_t read(File::Vectors vectors, uint64_t offset) const;
  // NOSPC when not a single byte fits into the budget, FBIG past the largest offset.
  Result<size_t> write(File::Vectors vectors, uint64_t offset);
  void resize(uint64_t size);
  Result<void> allocate(uint64_t offset, uint64_t length);

private:
  static constexpr uint64_t kPageBytes = 4096;
  struct Page {
    uint8_t bytes[kPageBytes];
  };

  Result<Page *> pageAt(uint64_t index);
  size_t writePart(const uint8_t *source, size_t size, uint64_t offset);

  MemoryBudget &budget;
  uint64_t byteSize = 0;
  std::map<uint64_t, std::unique_ptr<Page>> pages;
};

class MemoryNode;

// The names in a directory. Each has a cookie for readdir, which no other name of the directory ever gets.
class MemoryNames {
public:
  MemoryNode *find(const std::string &name) const;
  void add(const std::string &name, Ref<MemoryNode> node);
  Ref<MemoryNode> remove(const std::string &name);
  bool isEmpty() const { return byName.empty(); }

  // The first name whose cookie is greater.
  const std::string *after(uint64_t &cookie) const;

  static constexpr uint64_t kFirstCookie = 3; // behind "." and ".."

private:
  struct Entry {
    Ref<MemoryNode> node;
    uint64_t cookie;
  };
  std::map<std::string, Entry> byName;
  std::map<uint64_t, const std::string *> byCookie;
  uint64_t nextCookie = kFirstCookie;
};

class MemoryNode : public RefCounted {
public:
  // NOSPC when the budget is used up.
  static Result<Ref<MemoryNode>> create(MemoryBudget &budget, abi::FileType type,
                                        std::string linkTarget = {});
  ~MemoryNode() override;

  abi::FileType type() const { return fileType; }
  bool isDirectory() const { return fileType == abi::FileType::Directory; }
  bool isSocket() const { return fileType == abi::FileType::SocketStream; } // of any type
  bool isLink() const { return fileType == abi::FileType::SymbolicLink; }

  MemoryContent &content() { return std::get<MemoryContent>(body); }
  MemoryNames &names() { return std::get<MemoryNames>(body); }
  const std::string &target() const { return std::get<std::string>(body); }
  // The host's socket that the node is a name of.
  UniqueFd &socket() { return std::get<UniqueFd>(body); }

  abi::FileStat stat() const;
  void setTimes(const FileTimes &times);
  void touchAccess();
  void touchModify(); // and the time of change
  void touchChange();

  uint64_t linkCount = 0;       // 0: removed
  MemoryNode *parent = nullptr; // of a directory that has a name

private:
  MemoryNode(MemoryBudget &budget, abi::FileType type, std::string linkTarget);

  static constexpr uint64_t kBytes = 512; // what a node and its name cost, about

  MemoryBudget &budget;
  const abi::FileType fileType;
  const uint64_t inode;
  abi::Timestamp accessTime, modifyTime, changeTime;
  std::variant<std::string, MemoryContent, MemoryNames, UniqueFd> body;
};

} // namespace wasixc
