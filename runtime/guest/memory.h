// Linear memories: address space that is reserved once and made accessible as the memory grows.
//
// A 32-bit memory reserves everything that an index plus an offset can reach, so generated code needs no
// bounds checks: what lies beyond byteSize is inaccessible, and touching it is the trap MemoryOutOfBounds.
// For 64-bit memories generated code checks against byteSize, and the reservation only keeps the base in
// place while the memory grows; kMaximumBytes64 bounds it. The base never changes. Freshly grown bytes are
// zero.
#pragma once

#include "abi/context.h"
#include "abi/image.h"
#include "runtime/guest/error.h"
#include "runtime/guest/page_scan.h"
#include "runtime/guest/slot_pool.h"

#include <memory>
#include <mutex>
#include <span>

namespace wasixc::guest {

class LinearMemory {
public:
  static constexpr uint64_t kMaximumPages32 = 65536;
  static constexpr uint64_t kMaximumBytes64 = 64ull << 30;

  // Smaller pieces of initial content are cheaper to read than to map.
  static constexpr uint64_t kMapInsteadOfRead = 64 * 1024;

  // A memory of limits.minimum pages, all zero.
  static Expected<std::shared_ptr<LinearMemory>> create(const abi::ImageLimits &limits);
  ~LinearMemory();
  LinearMemory(const LinearMemory &) = delete;
  LinearMemory &operator=(const LinearMemory &) = delete;

  // A copy for a forked process. Requires: no guest thread writes to the memory meanwhile.
  Expected<std::shared_ptr<LinearMemory>> fork();

  uint8_t *base() const { return slot.reservation.data(); }
  uint64_t byteSize() const { return __atomic_load_n(&sharedState.byteSize, __ATOMIC_ACQUIRE); }
  uint64_t pages() const { return byteSize() / abi::kWasmPageSize; }
  abi::MemoryState &state() { return sharedState; }
  const abi::ImageLimits &limits() const { return declared; }

  // Adds pages. The previous size in pages, or -1 when the limits or the kernel refuse.
  int64_t grow(uint64_t pages);

  // Never grows beyond this many bytes from now on, whatever its limits say.
  void setByteLimit(uint64_t bytes) { byteLimit = bytes; }

  // Is [address, address + size) inside the memory?
  bool covers(uint64_t address, uint64_t size) const {
    const uint64_t bytes = byteSize();
    return size <= bytes && address <= bytes - size;
  }

  // Whether a fault at `address` is this memory's. Safe in signal handlers.
  bool reserves(uintptr_t address) const { return slot.reservation.contains(address); }

  // Fills [address, address + size) with the file's bytes from `fileOffset` on: mapped privately when that
  // pays, read otherwise. Requires: covers(address, size), and no guest runs on it yet.
  Expected<std::monostate> load(uint64_t address, uint64_t size, int fd, uint64_t fileOffset);

  // How many bytes the last fork() of this memory has copied.
  uint64_t copiedBytes() const { return copied; }

private:
  LinearMemory(const abi::ImageLimits &limits, MemorySlot slot) : declared(limits), slot(std::move(slot)) {}
  bool isPooled() const { return slot.reservation.size() == kMemoryReach32; }
  std::vector<PageRange> touched() const;
  void clear();
  void replaceWith(const LinearMemory &source, std::span<const PageRange> ranges);

  const abi::ImageLimits declared;
  MemorySlot slot;
  std::vector<PageRange> fileRanges; // mapped from a file, in order: all of it counts as touched
  uint64_t copied = 0;
  uint64_t byteLimit = ~0ull;
  abi::MemoryState sharedState{0};
  std::mutex growing;
};

} // namespace wasixc::guest
