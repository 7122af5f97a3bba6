// Linear memories: address space that is reserved once and made accessible as the memory grows.
//
// A 32-bit memory reserves everything that an index plus an offset can reach, so generated code needs no
// bounds checks: what lies beyond byteSize is inaccessible, and touching it is the trap MemoryOutOfBounds.
// For 64-bit memories generated code checks against byteSize, and the reservation only keeps the base in
// place while the memory grows; kMaximumBytes64 bounds it. Both have guards before and behind, for what the
// generated code should never do (slot_pool.h). The base never changes. Freshly grown bytes are zero.
//
// fork() copies small memories, and shares the pages of large ones until somebody writes to them: those lie
// in a MemoryFile. memory_fork.cpp decides which.
#pragma once

#include "abi/context.h"
#include "abi/image.h"
#include "runtime/guest/error.h"
#include "runtime/guest/memory_file.h"
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

  // The process may fork: when the memory has become large, it is kept in a way that makes that cheap.
  void expectFork();
  // A copy for a forked process. Requires: nobody writes to this memory from now on until separate() has
  // returned true. The copy may be used, forked and destroyed at once.
  Expected<std::shared_ptr<LinearMemory>> fork();
  // The same, when somebody may write meanwhile (host calls of other threads): the pages stay mapped as they
  // are.
  Expected<std::shared_ptr<LinearMemory>> forkWhileWritten();
  // Makes the memory independent of its copies. False when the kernel refuses; then it can be tried again,
  // and succeeds at the latest when the copies are gone.
  bool separate();

  uint8_t *base() const { return slot.base(); }
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

  // Whether a fault at `address` is this memory's: in it or in its guards. Safe in signal handlers.
  bool reserves(uintptr_t address) const { return slot.reservation.contains(address); }

  // Fills [address, address + size) with the file's bytes from `fileOffset` on: mapped privately when that
  // pays, read otherwise. Requires: covers(address, size), and no guest runs on it yet.
  Expected<std::monostate> load(uint64_t address, uint64_t size, int fd, uint64_t fileOffset);

  // How many bytes the last fork() of this memory has copied.
  uint64_t copiedBytes() const { return copied; }

private:
  LinearMemory(const abi::ImageLimits &limits, MemorySlot slot) : declared(limits), slot(std::move(slot)) {}
  static MemorySlot reserve(const abi::ImageLimits &limits);
  static MemorySlot slotFor(const abi::ImageLimits &limits, uint64_t bytes);
  bool isPooled() const { return !declared.is64; }
  void clear();
  bool makeAccessible(uint64_t oldBytes, uint64_t bytes);
  std::vector<PageRange> touched() const;
  void replaceWith(const LinearMemory &source, std::span<const PageRange> ranges);

  // memory_fork.cpp
  bool prefersCopy() const;
  Expected<std::shared_ptr<LinearMemory>> copy();
  Expected<std::shared_ptr<LinearMemory>> madeChild(Expected<std::shared_ptr<LinearMemory>> made);
  Expected<std::shared_ptr<LinearMemory>> shareFile();
  std::optional<MemoryFile::Spare> privateMapping() const;
  uint64_t refresh(const MemoryFile::Spare &space);
  void noteWritten(uint64_t bytes);
  bool moveToFile();
  bool rejoin();
  void leaveFile();

  const abi::ImageLimits declared;
  MemorySlot slot;
  std::vector<PageRange> fileRanges; // mapped from an image, in order: all of it counts as touched
  uint64_t copied = 0;
  uint64_t byteLimit = ~0ull;
  abi::MemoryState sharedState{0};
  std::mutex growing;

  // The first `fileBytes` bytes lie in the file: all of them if this is its owner (MemoryFile). What a
  // private user has grown since lies behind it.
  std::shared_ptr<MemoryFile> file;
  uint64_t fileBytes = 0;
  bool isOwner = false;
  bool expectsFork = false;
  uint32_t copies = 0;                     // how often fork() has copied a memory that it could have shared
  std::weak_ptr<const LinearMemory> child; // the last one
  bool childOutlived = false;              // it was there when this memory's process went on
  uint64_t writtenBeside = 0;              // what this memory has written since the last fork, beside a child
  uint32_t forksMuchWritten = 0;           // in a row, after which the two wrote to much of the memory
  uint32_t copiesAhead = 0;                // how many forks copy because of that
};

} // namespace wasixc::guest
