// The object behind fd_event: a 64-bit counter that is written to, waited for and read, as eventfd(2). Only
// guests use it, so it needs nothing of the host.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/fs/file.h"
#include "runtime/fs/inode_number.h"

namespace wasixc {

class EventCounter final : public File {
public:
  // A semaphore gives out ones; otherwise a read takes all there is.
  EventCounter(uint64_t initial, bool isSemaphore);

  Result<size_t> read(Vectors vectors) override;
  Result<size_t> write(Vectors vectors) override;
  Result<abi::FileStat> stat() override;
  Result<uint16_t> flags() override { return fdFlags.load(std::memory_order_relaxed); }
  Result<void> setFlags(uint16_t flags) override;
  uint64_t possibleRights() const override;

  bool isWatchable() const override { return true; }
  uint32_t readiness() override;
  void watch(Observer &observer) override;
  void unwatch(Observer &observer) override;
  uint64_t readableBytes() override { return readiness() & abi::kEpollIn ? sizeof(uint64_t) : 0; }

private:
  bool canWait() const { return (fdFlags.load(std::memory_order_relaxed) & abi::kFdNonblock) == 0; }

  const uint64_t inode = newInodeNumber();
  const bool isSemaphore;
  std::atomic<uint16_t> fdFlags{0};
  Mutex lock;
  uint64_t count GUARDED_BY(lock);
  WaitQueue readable GUARDED_BY(lock);
  WaitQueue writable GUARDED_BY(lock);
  Observers observers GUARDED_BY(lock);
};

} // namespace wasixc
