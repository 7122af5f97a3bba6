// See atomic_wait.h. Addresses hash to buckets; a bucket's lock makes comparing and queueing one step, so a
// notify that follows the store it announces always finds the waiter.
#include "runtime/guest/atomic_wait.h"

#include "runtime/base/locks.h"

#include <array>
#include <unordered_map>

namespace wasixc::guest {

namespace {

// Those who wait for one address; it is there for as long as somebody waits.
struct Waiters {
  WaitQueue queue;
  uint32_t count = 0;
};

struct Bucket {
  Mutex mutex;
  std::unordered_map<const void *, Waiters> byAddress GUARDED_BY(mutex);
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

Result<WaitResult> atomicWait(const void *address, size_t size, uint64_t expected,
                              blocking::Deadline deadline) {
  Bucket &bucket = bucketOf(address);
  const MutexLock lock(bucket.mutex);
  if (load(address, size) != expected)
    return WaitResult::NotEqual;
  Waiters &waiters = bucket.byAddress[address];
  ++waiters.count;
  const auto waited = waiters.queue.wait(bucket.mutex, deadline);
  if (--waiters.count == 0)
    bucket.byAddress.erase(address);
  if (waited.ok())
    return WaitResult::Woken;
  if (waited.error() == Errno::TIMEDOUT)
    return WaitResult::TimedOut;
  return waited.error();
}

uint32_t atomicNotify(const void *address, uint32_t count) {
  Bucket &bucket = bucketOf(address);
  const MutexLock lock(bucket.mutex);
  const auto found = bucket.byAddress.find(address);
  if (found == bucket.byAddress.end())
    return 0;
  uint32_t woken = 0;
  for (; woken < count && !found->second.queue.isEmpty(); ++woken)
    found->second.queue.wakeOne();
  return woken;
}

} // namespace wasixc::guest
