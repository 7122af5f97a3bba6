// Pages that the linear memories of several processes share, copied by the kernel when one of them writes.
//
// A memory that may be forked and is large lies in a MemoryFile (a memfd). As long as it is the file's only
// user, it is the owner: it maps the file shared, and what it writes is in the file. A forked child maps the
// file privately, which copies nothing. That is right only while nobody writes to the file: before the
// owner's process runs beside a child, the owner becomes a private user as well, and when it is alone again,
// it puts its own pages into the file and is the owner once more (LinearMemory does all that).
//
// Two things are kept for the next fork. The owner's mapping, whose page tables took long to fill, is moved
// aside and back as a whole. And the address space of a child that has ended stays mapped, with the pages
// that the child has written: those are copied from the parent at the next fork, which is ten times faster
// than having the kernel copy them one fault at a time.
#pragma once

#include "runtime/base/unique_fd.h"
#include "runtime/guest/page_scan.h"
#include "runtime/guest/slot_pool.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

namespace wasixc::guest {

class MemoryFile {
public:
  // A file with one user. Null when the kernel has no more files, or cannot tell private pages from the
  // file's.
  static std::shared_ptr<MemoryFile> create(uint64_t bytes);

  // Every user is charged for a memory of its own. Where there are several, none of them may be left to whom the
  // pages of the file belong, so its `bytes` are charged as well. False when that is refused.
  bool addUser(uint64_t bytes);
  void removeUser(bool isOwner);
  // Then nobody but this user can add another one.
  bool hasOneUser() const { return users.load(std::memory_order_acquire) == 1; }
  // The owner becomes a private user, unless it is the only one. Whether it is not.
  bool leaveOwnership();
  // The only user becomes the owner again.
  void returnOwnership();

  // The file only grows. False when the kernel refuses, as with all that follows.
  bool growTo(uint64_t bytes);
  // Stores the range of the memory at `base` in the same place of the file.
  bool store(const uint8_t *base, PageRange range);
  // Maps a part of the file to the same part of the memory at `base`. `sharing` is MAP_SHARED or MAP_PRIVATE.
  bool map(uint8_t *base, PageRange range, int sharing);
  // The parts of [0, bytes) that have ever been written; the rest is zero.
  std::vector<PageRange> storedRanges(uint64_t bytes) const;

  // Moves the page tables of the shared mapping of `bytes` at `base` aside. The mapping itself stays.
  void park(uint8_t *base, uint64_t bytes);
  // Puts such a mapping of `bytes`, if one is kept, in the place of whatever is mapped at `base`.
  bool unpark(uint8_t *base, uint64_t bytes);

  // Address space in which the first `mapped` bytes are a private mapping of this file, and nothing else is
  // accessible.
  struct Spare {
    MemorySlot slot;
    uint64_t mapped;
  };
  std::optional<Spare> takeSpare();
  void giveSpare(Spare spare);

private:
  explicit MemoryFile(UniqueFd fd) : fd(std::move(fd)) {}

  void dropCharge();

  const UniqueFd fd;
  std::atomic<uint32_t> users{1}; // changes under the lock
  std::mutex lock;
  bool hasOwner = true;
  Charge charge; // of the file while it has several users, or no owner
  std::optional<Spare> spare;
  Mapping parkingSpace; // address space; the mapping lies in it
  uint8_t *parked = nullptr;
  uint64_t parkedBytes = 0;
};

} // namespace wasixc::guest
