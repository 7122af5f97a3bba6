#include "runtime/guest/slot_pool.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace wasixc::guest {

namespace {

// Of what is kept: this much, and no more than a part of the limit.
constexpr uint64_t kMostKeptBytes = 512ull << 20;
constexpr uint64_t kPartOfLimit = 32;
constexpr size_t kMostExamined = 16; // slots looked at for one of the right size

class SlotPool {
public:
  // Of the slots returned last, one of the wanted size, or else any.
  MemorySlot take(uint64_t bytes) {
    const std::scoped_lock guard(lock);
    if (free.empty())
      return {};
    size_t chosen = free.size() - 1;
    for (size_t i = 0; i < std::min(free.size(), kMostExamined); ++i)
      if (free[free.size() - 1 - i].accessible == bytes) {
        chosen = free.size() - 1 - i;
        break;
      }
    std::swap(free[chosen], free.back());
    MemorySlot slot = std::move(free.back());
    free.pop_back();
    keptBytes -= slot.charge.size();
    return slot;
  }

  void give(MemorySlot slot) {
    const std::scoped_lock guard(lock);
    const uint64_t most = std::min(kMostKeptBytes, accountant::limit() / kPartOfLimit);
    if (keptBytes + slot.charge.size() > most) {
      madvise(slot.base(), slot.used, MADV_DONTNEED);
      slot.used = 0;
      slot.charge.shrinkTo(0);
    }
    keptBytes += slot.charge.size();
    free.push_back(std::move(slot));
  }

private:
  std::mutex lock;
  std::vector<MemorySlot> free;
  uint64_t keptBytes = 0;
};

SlotPool &pool() {
  static SlotPool *const instance = new SlotPool;
  return *instance;
}

// What is cut off has to be zero when the memory grows there again.
bool shrink(MemorySlot &slot, uint64_t bytes) {
  uint8_t *tail = slot.base() + bytes;
  if (slot.used > bytes && madvise(tail, slot.used - bytes, MADV_DONTNEED) != 0)
    return false;
  if (mprotect(tail, slot.accessible - bytes, PROT_NONE) != 0)
    return false;
  slot.used = std::min(slot.used, bytes);
  return true;
}

} // namespace

MemorySlot takeSlot(uint64_t bytes) {
  MemorySlot slot = pool().take(bytes);
  if (!slot.reservation)
    slot = MemorySlot::reserve(kMemoryReach32);
  if (!slot.reservation || !slot.charge.resize(bytes)) {
    giveSlot(std::move(slot));
    return {};
  }
  if (slot.accessible == bytes)
    return slot;
  if (slot.accessible > bytes ? !shrink(slot, bytes)
                              : mprotect(slot.base() + slot.accessible, bytes - slot.accessible,
                                         PROT_READ | PROT_WRITE) != 0)
    return {};
  slot.accessible = bytes;
  return slot;
}

void giveSlot(MemorySlot slot) {
  if (slot.reservation && !slot.hasFilePages)
    pool().give(std::move(slot));
}

} // namespace wasixc::guest
