// operator new and delete of compiled programs: malloc's, counted, and with a reserve for when malloc has no
// more.
//
// Handlers of host calls are compiled without exceptions, so `new` in the middle of one must succeed. Where
// the host has no more memory (a limit of the host's, ulimit -v, a control group), it comes out of the
// reserve: address space that is there from the start. The process whose call it was ends as soon as the call
// is over (base/accountant.h), and what that gives back makes the reserve whole again. What is large does not
// come this way without having asked before.
//
// Part of compiled programs only; tests and tools use the library's own.
#include "runtime/heap.h"

#include "runtime/base/accountant.h"

#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <mutex>
#include <new>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace wasixc::heap {

namespace {

constexpr size_t kReserveBytes = 16 << 20;
constexpr size_t kAlignment = 64; // the most that any type of the runtime asks for

// Counting is exact up to this much per thread.
constexpr int64_t kCountedAtOnce = 64 << 10;
constinit thread_local int64_t uncounted = 0;

// malloc keeps what is freed for the next who asks, in the arena of the thread that had it. After much has
// been freed, it gives it back to the host: as much must have been there as is worth the time of looking
// through all of it, a few milliseconds.
constexpr int64_t kWorthTrimming = 8 << 20;
constinit std::atomic<int64_t> inUse{0};
constinit std::atomic<int64_t> most{0}; // since it was trimmed

void trimAfter(int64_t bytes) {
  const int64_t now = inUse.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  int64_t before = most.load(std::memory_order_relaxed);
  if (now > before)
    most.store(now, std::memory_order_relaxed); // of two at once, either will do
  else if (before - now >= kWorthTrimming && now < before / 2 &&
           most.compare_exchange_strong(before, now, std::memory_order_relaxed))
    malloc_trim(0);
}

[[gnu::noinline]] void settle() {
  const int64_t bytes = std::exchange(uncounted, 0);
  accountant::countHeap(bytes);
  trimAfter(bytes);
}

void count(int64_t bytes) {
  uncounted += bytes;
  if (uncounted >= kCountedAtOnce || uncounted <= -kCountedAtOnce) [[unlikely]]
    settle();
}

// What malloc has taken for a block. It keeps the size of each in front of it (glibc's malloc/malloc.c,
// "struct malloc_chunk", the low three bits are flags), which malloc_usable_size reads as well; that would be
// a call more for each allocation.
int64_t bytesOf(const void *block) {
  constexpr size_t kFlags = 7;
  asm("" : "+r"(block)); // the compiler knows what malloc returns, and that nothing of it lies in front
  return static_cast<int64_t>(static_cast<const size_t *>(block)[-1] & ~kFlags);
}

// Blocks in it are not used again one by one, but all of it is once the last one has been freed.
class Reserve {
public:
  void *take(size_t size, size_t alignment) {
    const std::scoped_lock guard(lock);
    if (!begin && !map())
      return nullptr;
    const size_t offset = (used + alignment - 1) & ~(alignment - 1);
    if (offset > kReserveBytes || size > kReserveBytes - offset)
      return nullptr;
    used = offset + size;
    ++blocks;
    return begin + offset;
  }

  bool contains(const void *block) const {
    return reinterpret_cast<uintptr_t>(block) - reinterpret_cast<uintptr_t>(begin) < kReserveBytes;
  }

  void give() {
    const std::scoped_lock guard(lock);
    if (--blocks > 0)
      return;
    madvise(begin, used, MADV_DONTNEED);
    used = 0;
  }

  bool map() {
    void *address = mmap(nullptr, kReserveBytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (address != MAP_FAILED)
      begin = static_cast<uint8_t *>(address);
    return begin != nullptr;
  }

private:
  std::mutex lock;
  uint8_t *begin = nullptr; // never changes once there are blocks
  size_t used = 0;
  size_t blocks = 0;
};

constinit Reserve reserve;

[[gnu::noinline]] void *takeFromReserve(size_t size, size_t alignment) {
  void *block = reserve.take(size, alignment);
  if (!block)
    fail();
  accountant::noteHostHasNoMore();
  accountant::noteOverdraft();
  return block;
}

void *allocate(size_t size) {
  void *block = malloc(size != 0 ? size : 1);
  if (!block) [[unlikely]]
    return takeFromReserve(size, kAlignment);
  count(bytesOf(block));
  return block;
}

void *allocate(size_t size, std::align_val_t alignment) {
  const size_t unit = static_cast<size_t>(alignment);
  void *block = aligned_alloc(unit, (size + unit - 1) / unit * unit);
  if (!block) [[unlikely]]
    return takeFromReserve(size, unit);
  count(bytesOf(block));
  return block;
}

void release(void *block) {
  if (!block)
    return;
  if (reserve.contains(block)) [[unlikely]]
    return reserve.give();
  count(-bytesOf(block));
  free(block);
}

} // namespace

bool prepare() { return reserve.map(); }

void fail() {
  constexpr char kMessage[] = "wasixc: the runtime is out of memory or failed a check of its own\n";
  // There is no one to tell when this fails as well.
  if (write(STDERR_FILENO, kMessage, sizeof kMessage - 1) < 0)
    _exit(EXIT_FAILURE);
  abort();
}

} // namespace wasixc::heap

using namespace wasixc;

void *operator new(size_t size) { return heap::allocate(size); }
void *operator new[](size_t size) { return heap::allocate(size); }
void *operator new(size_t size, std::align_val_t alignment) { return heap::allocate(size, alignment); }
void *operator new[](size_t size, std::align_val_t alignment) { return heap::allocate(size, alignment); }
void *operator new(size_t size, const std::nothrow_t &) noexcept {
  void *block = malloc(size != 0 ? size : 1);
  if (block)
    heap::count(heap::bytesOf(block));
  return block;
}
void operator delete(void *block) noexcept { heap::release(block); }
void operator delete[](void *block) noexcept { heap::release(block); }
void operator delete(void *block, size_t) noexcept { heap::release(block); }
void operator delete[](void *block, size_t) noexcept { heap::release(block); }
void operator delete(void *block, std::align_val_t) noexcept { heap::release(block); }
void operator delete[](void *block, std::align_val_t) noexcept { heap::release(block); }
void operator delete(void *block, size_t, std::align_val_t) noexcept { heap::release(block); }
void operator delete[](void *block, size_t, std::align_val_t) noexcept { heap::release(block); }
void operator delete(void *block, const std::nothrow_t &) noexcept { heap::release(block); }
