// A regular file of a file system in memory, opened: the position and the flags.
#pragma once

#include "runtime/fs/memory_directory.h"

namespace wasixc {

class MemoryFile final : public File {
public:
  MemoryFile(Ref<MemoryFileSystem> system, Ref<MemoryNode> node, uint16_t fdFlags)
      : File(abi::FileType::RegularFile), system(std::move(system)), node(std::move(node)), fdFlags(fdFlags) {
  }

  Result<size_t> read(Vectors vectors) override;
  Result<size_t> write(Vectors vectors) override;
  Result<size_t> readAt(Vectors vectors, uint64_t offset) override;
  Result<size_t> writeAt(Vectors vectors, uint64_t offset) override;
  Result<uint64_t> seek(int64_t offset, abi::Whence whence) override;

  Result<abi::FileStat> stat() override;
  Result<void> setSize(uint64_t size) override;
  Result<void> setTimes(const FileTimes &times) override;
  Result<void> advise(uint64_t offset, uint64_t length, abi::Advice advice) override;
  Result<void> allocate(uint64_t offset, uint64_t length) override;
  Result<void> sync() override { return {}; }

  Result<uint16_t> flags() override;
  Result<void> setFlags(uint16_t flags) override;
  uint64_t possibleRights() const override;

  uint64_t readableBytes() override;

private:
  Result<MemoryContent::Written> writeOrAppend(Vectors vectors, uint64_t offset);
  void touch(void (MemoryNode::*times)());

  const Ref<MemoryFileSystem> system;
  const Ref<MemoryNode> node;
  SleepingLock positionUse; // one call at a time moves it, as on Linux
  std::atomic<uint64_t> position{0};
  std::atomic<uint16_t> fdFlags;
};

} // namespace wasixc
