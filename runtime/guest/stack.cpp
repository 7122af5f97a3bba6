// Allocating guest stacks, and keeping them for the next process.
#include "runtime/guest/stack.h"

#include "abi/image.h"
#include "runtime/guest/guarded_block.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace wasixc::guest {

namespace {

constexpr uint64_t kKeptBytes = 128 * 1024;
constexpr uint64_t kPartOfLimit = 32; // of which the pool keeps so many stacks with their memory
constexpr uint64_t kPooledBytes = GuestStack::kDefaultBytes + 2 * abi::kStackGuardSize;
constexpr char kNoMemory[] = "no memory for a guest stack";
constexpr uint32_t kCheckedEvery = 16; // how often a returned stack is checked for memory it need not keep

bool isResident(uint64_t page) {
  unsigned char state = 0;
  return mincore(reinterpret_cast<void *>(page), abi::kPageSize, &state) == 0 && (state & 1) != 0;
}

} // namespace

// Those returned last have their memory and their charge, the others have neither.
class StackPool {
public:
  Expected<GuestStack> take() {
    const std::scoped_lock guard(lock);
    if (!kept.empty()) {
      GuestStack stack = std::move(kept.back());
      kept.pop_back();
      return stack;
    }
    if (empty.empty())
      return GuestStack(Mapping(), Charge());
    Charge charge;
    if (!charge.growTo(GuestStack::kChargedBytes))
      return Error{abi::Errno::NOMEM, kNoMemory};
    GuestStack stack(std::move(empty.back()), std::move(charge));
    empty.pop_back();
    return stack;
  }

  // Whether this return is one of those that are checked.
  bool isDue() {
    const std::scoped_lock guard(lock);
    return ++returned % kCheckedEvery == 0;
  }

  void give(GuestStack stack) {
    const uint64_t most = accountant::limit() / kPartOfLimit / GuestStack::kChargedBytes;
    const std::scoped_lock guard(lock);
    if (kept.size() < most) {
      kept.push_back(std::move(stack));
      return;
    }
    stack.recycle(0);
    empty.push_back(std::move(stack.mapping));
  }

private:
  std::mutex lock;
  std::vector<GuestStack> kept;
  std::vector<Mapping> empty;
  uint32_t returned = 0;
};

namespace {

StackPool &pool() {
  static StackPool *const instance = new StackPool;
  return *instance;
}

} // namespace

// Where the kernel can install a guard without splitting the mapping, neighboring stacks share one entry of
// its list of mappings, which is limited (65,530 by default).
Mapping GuestStack::mapNew(uint64_t bytes) {
  void *address = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (address == MAP_FAILED)
    return {};
  Mapping mapping(address, bytes);
  if (!makeGuard(address, abi::kStackGuardSize) ||
      !makeGuard(mapping.data() + bytes - abi::kStackGuardSize, abi::kStackGuardSize))
    return {};
  return mapping;
}

Expected<GuestStack> GuestStack::create(uint64_t bytes) {
  bytes = (bytes + abi::kPageSize - 1) & ~(abi::kPageSize - 1);
  const uint64_t total = bytes + 2 * abi::kStackGuardSize;
  if (total == kPooledBytes) {
    auto pooled = pool().take();
    if (!pooled || pooled->mapping)
      return pooled;
  }
  Charge charge;
  Mapping mapping = charge.growTo(std::min(bytes, kChargedBytes)) ? mapNew(total) : Mapping();
  if (!mapping)
    return Error{abi::Errno::NOMEM, kNoMemory};
  return GuestStack(std::move(mapping), std::move(charge));
}

GuestStack::~GuestStack() {
  if (mapping.size() != kPooledBytes)
    return;
  const bool wasDeep = charge.size() > kChargedBytes || isOverdrawn;
  if (wasDeep || (pool().isDue() && isResident(high() - 2 * kKeptBytes))) {
    recycle(kKeptBytes);
    charge.shrinkTo(kChargedBytes);
    isOverdrawn = false;
  }
  pool().give(std::move(*this));
}

// Frames touch every 32 KiB of what they take (compiler/lower), so where nothing of twice that is resident,
// nothing below it is.
bool GuestStack::settle() {
  constexpr uint64_t kWindow = 64 * 1024;
  const uint64_t size = high() - low();
  uint64_t depth = std::min(charge.size(), size);
  while (depth < size) {
    const uint64_t bytes = std::min(kWindow, size - depth);
    unsigned char pages[kWindow / abi::kPageSize] = {};
    if (mincore(reinterpret_cast<void *>(high() - depth - bytes), bytes, pages) != 0)
      break;
    unsigned char *end = pages + bytes / abi::kPageSize;
    const auto *deepest = std::find_if(pages, end, [](unsigned char page) { return (page & 1) != 0; });
    if (deepest == end)
      break;
    depth += static_cast<uint64_t>(end - deepest) * abi::kPageSize;
  }
  isOverdrawn = !charge.growTo(depth);
  return !isOverdrawn;
}

void GuestStack::recycle(uint64_t keptBytes) {
  const uint64_t usable = high() - low();
  if (usable > keptBytes)
    madvise(reinterpret_cast<void *>(low()), (usable - keptBytes) & ~(abi::kPageSize - 1), MADV_DONTNEED);
}

} // namespace wasixc::guest
