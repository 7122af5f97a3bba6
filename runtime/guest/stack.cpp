// Allocating guest stacks, and keeping them for the next process.
#include "runtime/guest/stack.h"

#include "abi/image.h"
#include "runtime/guest/guarded_block.h"

#include <mutex>
#include <vector>

namespace wasixc::guest {

namespace {

constexpr uint64_t kKeptBytes = 128 * 1024;
constexpr uint64_t kPooledBytes = GuestStack::kDefaultBytes + 2 * abi::kStackGuardSize;
constexpr uint32_t kCheckedEvery = 16; // how often a returned stack is checked for memory it need not keep

class StackPool {
public:
  Mapping take() {
    const std::scoped_lock guard(lock);
    if (free.empty())
      return {};
    Mapping mapping = std::move(free.back());
    free.pop_back();
    return mapping;
  }

  // Whether this return is one of those that are checked.
  bool isDue() {
    const std::scoped_lock guard(lock);
    return ++returned % kCheckedEvery == 0;
  }

  void give(Mapping mapping) {
    const std::scoped_lock guard(lock);
    free.push_back(std::move(mapping));
  }

private:
  std::mutex lock;
  std::vector<Mapping> free;
  uint32_t returned = 0;
};

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
  Mapping mapping = total == kPooledBytes ? pool().take() : Mapping();
  if (!mapping)
    mapping = mapNew(total);
  if (!mapping)
    return Error{abi::Errno::NOMEM, "no memory for a guest stack"};
  return GuestStack(std::move(mapping));
}

GuestStack::~GuestStack() {
  if (mapping.size() != kPooledBytes)
    return;
  unsigned char isResident = 0;
  if (pool().isDue() &&
      mincore(reinterpret_cast<void *>(high() - 2 * kKeptBytes), abi::kPageSize, &isResident) == 0 &&
      (isResident & 1) != 0)
    recycle(kKeptBytes);
  pool().give(std::move(mapping));
}

void GuestStack::recycle(uint64_t keptBytes) {
  const uint64_t usable = high() - low();
  if (usable > keptBytes)
    madvise(reinterpret_cast<void *>(low()), (usable - keptBytes) & ~(abi::kPageSize - 1), MADV_DONTNEED);
}

} // namespace wasixc::guest
