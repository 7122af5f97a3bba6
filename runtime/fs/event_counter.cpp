#include "runtime/fs/event_counter.h"

#include "runtime/fs/host_stat.h"
#include "runtime/fs/rights.h"
#include "runtime/fs/vectors.h"

#include <cstring>

namespace wasixc {

namespace {

constexpr uint64_t kMost = UINT64_MAX - 1; // eventfd(2)

// The counter's 8 bytes, from or to vectors that are large enough together.
template <typename Copy>
void forEachPart(File::Vectors vectors, Copy copy) {
  size_t done = 0;
  for (const iovec &vector : vectors) {
    const size_t size = std::min(vector.iov_len, sizeof(uint64_t) - done);
    if (size > 0)
      copy(vector.iov_base, done, size);
    done += size;
  }
}

} // namespace

EventCounter::EventCounter(uint64_t initial, bool isSemaphore)
    : File(FileType::Unknown), isSemaphore(isSemaphore), count(initial) {}

Result<size_t> EventCounter::read(Vectors vectors) {
  if (totalSize(vectors) < sizeof(uint64_t))
    return Errno::INVAL;
  uint64_t value;
  {
    MutexLock guard(lock);
    while (count == 0) {
      if (!canWait())
        return Errno::AGAIN;
      TRY(readable.wait(lock));
    }
    value = isSemaphore ? 1 : count;
    count -= value;
    writable.wakeAll();
    observers.notifyAll(abi::kEpollOut);
  }
  forEachPart(vectors, [&](void *target, size_t offset, size_t size) {
    memcpy(target, reinterpret_cast<const uint8_t *>(&value) + offset, size);
  });
  return sizeof value;
}

Result<size_t> EventCounter::write(Vectors vectors) {
  if (totalSize(vectors) < sizeof(uint64_t))
    return Errno::INVAL;
  uint64_t value;
  forEachPart(vectors, [&](const void *source, size_t offset, size_t size) {
    memcpy(reinterpret_cast<uint8_t *>(&value) + offset, source, size);
  });
  if (value > kMost)
    return Errno::INVAL;
  MutexLock guard(lock);
  while (value > kMost - count) {
    if (!canWait())
      return Errno::AGAIN;
    TRY(writable.wait(lock));
  }
  count += value;
  readable.wakeAll();
  observers.notifyAll(abi::kEpollIn);
  return sizeof value;
}

Result<abi::FileStat> EventCounter::stat() { return statOfObject(type(), inode); }

Result<void> EventCounter::setFlags(uint16_t flags) {
  fdFlags.store(flags & abi::kFdNonblock, std::memory_order_relaxed);
  return {};
}

uint64_t EventCounter::possibleRights() const {
  return kStreamRights & ~(kRightSockShutdown | kRightSockAccept);
}

uint32_t EventCounter::readiness() {
  MutexLock guard(lock);
  return (count > 0 ? abi::kEpollIn : 0) | (count < kMost ? abi::kEpollOut : 0);
}

void EventCounter::watch(Observer &observer) {
  MutexLock guard(lock);
  observers.add(observer);
}

void EventCounter::unwatch(Observer &observer) {
  MutexLock guard(lock);
  observers.remove(observer);
}

} // namespace wasixc
