#include "runtime/guest/guarded_block.h"

#include "abi/image.h"
#include "runtime/base/locks.h"
#include "runtime/guest/mapping.h"

#include <algorithm>
#include <bit>
#include <vector>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102 // Linux 6.13
#endif

namespace wasixc::guest {

namespace {

constexpr size_t kGuard = GuardedBlock::kGuardBytes;
constexpr size_t kSlabBytes = 4 << 20;

// Of the memory of free blocks, for each size: this much is kept, and no more than a part of the limit.
constexpr uint64_t kMostKeptBytes = 128 << 20;
constexpr uint64_t kPartOfLimit = 256;

} // namespace

// Free blocks of one size: those that were returned last have their memory and their charge, the others have
// neither.
class BlockPool {
public:
  GuardedBlock take(size_t bytes) {
    const MutexLock guard(lock);
    if (!kept.empty()) {
      GuardedBlock block = std::move(kept.back());
      kept.pop_back();
      return block;
    }
    Charge charge;
    if (!charge.growTo(bytes))
      return {};
    uint8_t *address = empty.empty() ? carve(bytes) : empty.back();
    if (!address)
      return {};
    if (!empty.empty())
      empty.pop_back();
    return {address, bytes, std::move(charge)};
  }

  void give(GuardedBlock block) {
    const uint64_t most = std::min(kMostKeptBytes, accountant::limit() / kPartOfLimit);
    const MutexLock guard(lock);
    if ((kept.size() + 1) * block.size() <= most) {
      kept.push_back(std::move(block));
      return;
    }
    madvise(block.data(), block.size(), MADV_DONTNEED);
    empty.push_back(std::exchange(block.address, nullptr));
  }

private:
  // A new block and the guard behind it; the one in front is there already. Guards are made one at a time, so
  // that a program pays for the blocks that it uses.
  uint8_t *carve(size_t bytes) REQUIRES(lock) {
    if (uncarved == 0 && !addSlab(bytes))
      return nullptr;
    uint8_t *block = next;
    if (!makeGuard(block + bytes, kGuard))
      return nullptr;
    next += bytes + kGuard;
    --uncarved;
    return block;
  }

  bool addSlab(size_t bytes) REQUIRES(lock) {
    const size_t count = std::max<size_t>(4, kSlabBytes / (bytes + kGuard));
    // MAP_STACK: a huge page would make a block of one page cost 2 MiB.
    void *slab = mmap(nullptr, kGuard + count * (bytes + kGuard), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (slab == MAP_FAILED)
      return false;
    Mapping mapping(slab, kGuard + count * (bytes + kGuard));
    if (!makeGuard(slab, kGuard))
      return false;
    mapping.release(); // slabs are kept
    next = static_cast<uint8_t *>(slab) + kGuard;
    uncarved = count;
    return true;
  }

  Mutex lock;
  std::vector<GuardedBlock> kept GUARDED_BY(lock);
  std::vector<uint8_t *> empty GUARDED_BY(lock);
  uint8_t *next GUARDED_BY(lock) = nullptr; // in the slab, behind a guard
  size_t uncarved GUARDED_BY(lock) = 0;     // blocks that the slab still has room for
};

namespace {

constexpr size_t kPools = std::bit_width(GuardedBlock::kMostPooled / abi::kPageSize);

BlockPool &poolFor(size_t bytes) {
  static BlockPool *const pools = new BlockPool[kPools];
  return pools[std::bit_width(bytes / abi::kPageSize) - 1];
}

uint8_t *mapNew(size_t bytes) {
  Mapping mapping = Mapping::reserve(bytes + 2 * kGuard);
  if (!mapping || mprotect(mapping.data() + kGuard, bytes, PROT_READ | PROT_WRITE) != 0)
    return nullptr;
  return mapping.release() + kGuard;
}

} // namespace

GuardedBlock GuardedBlock::mapLarge(size_t bytes) {
  Charge charge;
  uint8_t *address = charge.growTo(bytes) ? mapNew(bytes) : nullptr;
  return address ? GuardedBlock(address, bytes, std::move(charge)) : GuardedBlock();
}

GuardedBlock GuardedBlock::take(size_t wanted) {
  if (wanted > SIZE_MAX / 4)
    return {};
  const size_t bytes = std::bit_ceil(std::max<size_t>(wanted, abi::kPageSize));
  return bytes <= kMostPooled ? poolFor(bytes).take(bytes) : mapLarge(bytes);
}

GuardedBlock::~GuardedBlock() {
  if (!address)
    return;
  if (bytes <= kMostPooled)
    poolFor(bytes).give(std::move(*this));
  else
    munmap(address - kGuard, bytes + 2 * kGuard);
}

bool makeGuard(void *address, size_t bytes) {
  return madvise(address, bytes, MADV_GUARD_INSTALL) == 0 || mprotect(address, bytes, PROT_NONE) == 0;
}

} // namespace wasixc::guest
