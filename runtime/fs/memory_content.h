// The bytes of a file in memory, and the budget that all files of a file system share.
//
// Pages that were never written are holes: they read as zeros and cost nothing. One call at a time works on a
// file, as on Linux, which locks its inode; no other lock is held meanwhile, and calls that take long work in
// parts (base/long_work.h).
#pragma once

#include "runtime/base/accountant.h"
#include "runtime/base/sleeping_lock.h"
#include "runtime/base/unique_fd.h"
#include "runtime/fs/file.h"

#include <map>
#include <memory>

namespace wasixc {

// How much memory the file system may use, and uses.
class MemoryBudget {
public:
  explicit MemoryBudget(uint64_t limit) : limit(limit) {}

  // Before it is allocated.
  Result<void> take(uint64_t bytes) {
    if (!accountant::hasRoom(bytes))
      return Errno::NOSPC;
    uint64_t before = used.load(std::memory_order_relaxed);
    do {
      if (bytes > limit - before)
        return Errno::NOSPC;
    } while (!used.compare_exchange_weak(before, before + bytes, std::memory_order_relaxed));
    return {};
  }
  void giveBack(uint64_t bytes) { used.fetch_sub(bytes, std::memory_order_relaxed); }
  uint64_t usedBytes() const { return used.load(std::memory_order_relaxed); }
  uint64_t freeBytes() const { return limit - usedBytes(); }

private:
  const uint64_t limit;
  std::atomic<uint64_t> used{0};
};

class MemoryContent {
public:
  explicit MemoryContent(MemoryBudget &budget) : budget(budget) {}
  ~MemoryContent() { truncate(0); }
  MemoryContent(const MemoryContent &) = delete;
  MemoryContent &operator=(const MemoryContent &) = delete;

  uint64_t size() const { return byteSize.load(std::memory_order_relaxed); }

  static constexpr uint64_t kAtEnd = ~uint64_t{0}; // an offset for write
  struct Written {
    size_t size;
    uint64_t end; // the offset behind it
  };

  // All of these may have to wait for others: INTR as SleepingLock has it.
  Result<size_t> read(File::Vectors vectors, uint64_t offset);
  // NOSPC when not a single byte fits into the budget, FBIG past the largest offset.
  Result<Written> write(File::Vectors vectors, uint64_t offset);
  Result<void> resize(uint64_t size);
  // All of the range or nothing; INTR also while it works.
  Result<void> allocate(uint64_t offset, uint64_t length);
  // Copies what is there into an empty file of the host's, which gets the same holes.
  Result<void> copyTo(int file);
  // The same with no more than the beginning: one page.
  Result<void> copyHeadTo(int file);

private:
  static constexpr uint64_t kPageBytes = 4096;
  struct Page {
    uint8_t bytes[kPageBytes];
  };
  using Pages = std::map<uint64_t, std::unique_ptr<Page>>;

  // Requires of all these: `use`.
  size_t readPart(uint8_t *target, size_t size, uint64_t offset) const;
  size_t writePart(const uint8_t *source, size_t size, uint64_t offset);
  Result<Page *> pageAt(uint64_t index);
  void removePages(Pages::iterator begin, Pages::iterator end);
  void truncate(uint64_t size);
  Result<void> copyPages(int file, Pages::const_iterator end);

  MemoryBudget &budget;
  SleepingLock use;
  std::atomic<uint64_t> byteSize{0};
  Pages pages;
};

} // namespace wasixc
