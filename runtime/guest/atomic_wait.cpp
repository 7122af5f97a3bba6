// See atomic_wait.h. Addresses hash to buckets; a bucket's lock makes comparing and queueing one step, so a
// notify that follows the store it announces always finds the waiter. A waiter lives in the frame of its wait
// and sleeps on a word of its own. This is a leaf lock: nothing else is locked while it is held.
#include "runtime/guest/atomic_wait.h"

#include "runtime/base/locks.h"

#include <array>
#include <atomic>
#include <list>

namespace wasixc::guest {

namespace {

struct Waiter {
  explicit Waiter(const void *address) : address(address) {}

  const void *const address;
  std::atomic<uint32_t> woken{0};
};

struct Bucket {
  Mutex mutex;
  std::list<Waiter *> waiters GUARDED_BY(mutex);
};

Bucket &bucketOf(const void *address) {
  static std::array<Bucket, 256> buckets;
  // Fibonacci hashing: the product's upper bits depend on all bits of the address.
  return buckets[reinterpret_cast<uint64_t>(address) * 0x9e3779b97f4a7c15u >> 56];
}

uint64_t load(const void *address, size_t size) {
  if (size == sizeof(uint32_t))
    return __atomic_load_n(static_cast<const uint32_t *>(address), __ATOMIC_SEQ_CST);
  return __atomic_load_n(static_cast<const uint64_t *>(address), __ATOMIC_SEQ_CST);
}

} // namespace

WaitResult atomicWait(const void *address, size_t size, uint64_t expected, blocking::Deadline deadline) {
  Bucket &bucket = bucketOf(address);
  Waiter self(address);
  {
    const MutexLock lock(bucket.mutex);
    if (load(address, size) != expected)
      return WaitResult::NotEqual;
    bucket.waiters.push_back(&self);
  }
  blocking::waitWhile(self.woken, 0, deadline);
  // Whoever notifies touches a waiter only under the lock, so after this it is nobody's any more.
  const MutexLock lock(bucket.mutex);
  if (self.woken.load() != 0)
    return WaitResult::Woken;
  bucket.waiters.remove(&self);
  return WaitResult::TimedOut;
}

uint32_t atomicNotify(const void *address, uint32_t count) {
  Bucket &bucket = bucketOf(address);
  const MutexLock lock(bucket.mutex);
  uint32_t woken = 0;
  for (auto next = bucket.waiters.begin(); next != bucket.waiters.end() && woken < count;) {
    Waiter &waiter = **next;
    if (waiter.address != address) {
      ++next;
      continue;
    }
    next = bucket.waiters.erase(next);
    waiter.woken.store(1);
    blocking::wake(waiter.woken);
    ++woken;
  }
  return woken;
}

} // namespace wasixc::guest
