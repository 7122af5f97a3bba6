#include "runtime/base/accountant.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <ctime>
#include <unistd.h>

namespace wasixc {

namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr uint64_t kLeastDefault = 16ull << 30;
constexpr uint64_t kPartForSmallObjects = 16;

uint64_t defaultLimit() {
  const long pages = sysconf(_SC_PHYS_PAGES), pageSize = sysconf(_SC_PAGESIZE);
  const uint64_t memory =
      pages > 0 && pageSize > 0 ? static_cast<uint64_t>(pages) * static_cast<uint64_t>(pageSize) : 0;
  return std::max(memory, kLeastDefault);
}

// Objects of the runtime are made before main() and outlive it, so this has neither beginning nor end.
constinit std::atomic<int64_t> usedBytes{0};
constinit std::atomic<int64_t> most{0}; // 0: not decided yet
constinit std::atomic<int64_t> mostOfHost{INT64_MAX}; // as long as the host has no more
constinit std::atomic<int64_t> notedAt{0}; // nanoseconds
constinit std::atomic<void (*)()> overdraftHandler{nullptr};

int64_t mostBytes() {
  int64_t bytes = most.load(kRelaxed);
  if (bytes == 0) [[unlikely]] {
    bytes = static_cast<int64_t>(defaultLimit());
    most.store(bytes, kRelaxed);
  }
  return bytes;
}

int64_t mostCharged() {
  const int64_t bytes = std::min(mostBytes(), mostOfHost.load(kRelaxed));
  return bytes - bytes / static_cast<int64_t>(kPartForSmallObjects);
}

int64_t currentTime() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

// Whether the host is worth another try: much has been given back, or some time has gone by, since there may
// have been a reason that the account does not know.
bool forgetHostLimit(int64_t now) {
  constexpr int64_t kGivenBack = 8, kTryAfter = 1'000'000'000;
  const int64_t limit = mostOfHost.load(kRelaxed);
  if (limit == INT64_MAX)
    return false;
  if (now > limit - limit / kGivenBack && currentTime() - notedAt.load(kRelaxed) < kTryAfter)
    return false;
  mostOfHost.store(INT64_MAX, kRelaxed);
  return true;
}

bool fits(int64_t now, uint64_t more) {
  do {
    const int64_t room = mostCharged() - now;
    if (room > 0 ? more <= static_cast<uint64_t>(room) : more == 0) [[likely]]
      return true;
  } while (forgetHostLimit(now));
  return false;
}

} // namespace

namespace accountant {

uint64_t limit() { return static_cast<uint64_t>(mostBytes()); }

void setLimit(uint64_t bytes) {
  most.store(static_cast<int64_t>(std::min<uint64_t>(bytes, INT64_MAX)), kRelaxed);
}

uint64_t used() { return static_cast<uint64_t>(std::max<int64_t>(0, usedBytes.load(kRelaxed))); }

bool hasRoom(uint64_t bytes) { return fits(usedBytes.load(kRelaxed), bytes); }

void countHeap(int64_t bytes) {
  const int64_t now = usedBytes.fetch_add(bytes, kRelaxed) + bytes;
  if (bytes > 0 && now > mostBytes()) [[unlikely]]
    noteOverdraft();
}

void setOverdraftHandler(void (*handler)()) { overdraftHandler.store(handler, kRelaxed); }

void noteOverdraft() {
  if (const auto handler = overdraftHandler.load(kRelaxed))
    handler();
}

void noteHostHasNoMore() {
  notedAt.store(currentTime(), kRelaxed);
  mostOfHost.store(std::max<int64_t>(1, usedBytes.load(kRelaxed)), kRelaxed);
}

// volatile: the compiler leaves out what is allocated and not used.
bool canAllocate(uint64_t bytes) {
  constexpr uint64_t kSmall = 256 << 10;
  if (!hasRoom(bytes))
    return false;
  if (bytes < kSmall)
    return true;
  void *volatile probe = malloc(bytes);
  free(probe);
  if (!probe)
    noteHostHasNoMore();
  return probe != nullptr;
}

} // namespace accountant

bool Charge::growTo(uint64_t wanted) {
  if (wanted <= bytes)
    return true;
  const uint64_t more = wanted - bytes;
  int64_t now = usedBytes.load(kRelaxed);
  do {
    if (!fits(now, more))
      return false;
  } while (!usedBytes.compare_exchange_weak(now, now + static_cast<int64_t>(more), kRelaxed));
  bytes = wanted;
  return true;
}

void Charge::shrinkTo(uint64_t wanted) {
  if (wanted >= bytes)
    return;
  usedBytes.fetch_sub(static_cast<int64_t>(bytes - wanted), kRelaxed);
  bytes = wanted;
}

} // namespace wasixc
