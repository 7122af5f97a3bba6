#include "runtime/guest/memory_limit.h"

#include <algorithm>
#include <atomic>
#include <unistd.h>

namespace wasixc::guest {

namespace {

constexpr uint64_t kLeastLimit = 16ull << 30;

uint64_t hostMemory() {
  const long pages = sysconf(_SC_PHYS_PAGES), pageSize = sysconf(_SC_PAGESIZE);
  return pages > 0 && pageSize > 0 ? static_cast<uint64_t>(pages) * static_cast<uint64_t>(pageSize) : 0;
}

struct Limit {
  std::atomic<uint64_t> used{0};
  std::atomic<uint64_t> most{std::max(hostMemory(), kLeastLimit)};
};

Limit &limit() {
  static Limit *const instance = new Limit;
  return *instance;
}

} // namespace

bool MemoryShare::grow(uint64_t more) {
  Limit &all = limit();
  uint64_t used = all.used.load(std::memory_order_relaxed);
  do {
    const uint64_t most = all.most.load(std::memory_order_relaxed);
    if (used > most || more > most - used)
      return false;
  } while (!all.used.compare_exchange_weak(used, used + more, std::memory_order_relaxed));
  bytes += more;
  return true;
}

void MemoryShare::shrink(uint64_t fewer) {
  if (fewer > 0)
    limit().used.fetch_sub(fewer, std::memory_order_relaxed);
  bytes -= fewer;
}

void setMemoryLimit(uint64_t bytes) {
  limit().most.store(bytes ? bytes : std::max(hostMemory(), kLeastLimit), std::memory_order_relaxed);
}

} // namespace wasixc::guest
