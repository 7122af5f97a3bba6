// The objects of a file system in memory: files, directories, symbolic links and names of sockets.
//
// Everything in them but the content of files is guarded by the lock of their file system
// (memory_directory.h), which is held by every caller here. A node lives as long as a name or an open file
// refers to it.
#pragma once

#include "abi/types.h"
#include "runtime/base/ref.h"
#include "runtime/base/result.h"
#include "runtime/fs/memory_content.h"
#include "runtime/fs/socket_address.h"

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace wasixc {

class MemoryNode;

// The names in a directory. Each has a cookie for readdir, which no other name of the directory ever gets.
class MemoryNames {
public:
  MemoryNode *find(const std::string &name) const;
  // One of the node's names. Requires: it has one here.
  const std::string &nameOf(const MemoryNode &node) const;
  void add(const std::string &name, Ref<MemoryNode> node);
  Ref<MemoryNode> remove(const std::string &name);
  bool isEmpty() const { return byName.empty(); }
  // Takes all nodes out, for whoever takes a tree apart.
  void moveTo(std::vector<Ref<MemoryNode>> &nodes);

  // The first name whose cookie is greater, or none; `cookie` becomes its own.
  struct Found {
    const std::string *name;
    const MemoryNode *node;
  };
  Found after(uint64_t &cookie) const;

  static constexpr uint64_t kFirstCookie = 3; // behind "." and ".."

private:
  struct Entry {
    Ref<MemoryNode> node;
    uint64_t cookie;
  };
  std::map<std::string, Entry> byName;
  std::map<uint64_t, Found> byCookie;
  uint64_t nextCookie = kFirstCookie;
};

class MemoryNode : public RefCounted {
public:
  // NOSPC when the budget is used up.
  static Result<Ref<MemoryNode>> create(MemoryBudget &budget, abi::FileType type,
                                        std::string linkTarget = {});
  ~MemoryNode() override;

  // Another reference.
  Ref<MemoryNode> retained() {
    retain();
    return Ref<MemoryNode>(this);
  }

  abi::FileType type() const { return fileType; }
  bool isDirectory() const { return fileType == abi::FileType::Directory; }
  bool isSocket() const { return fileType == abi::FileType::SocketStream; } // of any type
  bool isLink() const { return fileType == abi::FileType::SymbolicLink; }

  MemoryContent &content() { return std::get<MemoryContent>(body); }
  MemoryNames &names() { return std::get<MemoryNames>(body); }
  const std::string &target() const { return std::get<std::string>(body); }
  // Where the host finds the socket that the node is a name of.
  SocketAddress &socket() { return std::get<SocketAddress>(body); }

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
  std::variant<std::string, MemoryContent, MemoryNames, SocketAddress> body;
};

} // namespace wasixc
