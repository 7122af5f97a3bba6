// The system calls behind copy-on-write memory.
#include "runtime/guest/memory_file.h"

#include <algorithm>
#include <cerrno>
#include <sys/resource.h>

namespace wasixc::guest {

namespace {

// mremap moves the page tables of 2 MiB at once where both addresses are that far from a multiple of it.
constexpr uint64_t kPageTableReach = 2 << 20;

// A spare is kept as long as this part of all memory is free.
constexpr uint64_t kRoomForSpare = 2;

// A limit on the size of files (ulimit -f) holds for these as well, and exceeding it raises a signal.
bool isFileSizeLimited() {
  rlimit limit;
  return getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY;
}

} // namespace

std::shared_ptr<MemoryFile> MemoryFile::create(uint64_t bytes) {
  if (!canScanPages() || isFileSizeLimited())
    return nullptr;
  UniqueFd fd(memfd_create("wasixc-memory", MFD_CLOEXEC));
  if (!fd)
    return nullptr;
  std::shared_ptr<MemoryFile> file(new MemoryFile(std::move(fd)));
  return file->growTo(bytes) ? file : nullptr;
}

bool MemoryFile::addUser(uint64_t bytes) {
  const std::scoped_lock guard(lock);
  if (!charge.growTo(bytes))
    return false;
  users.fetch_add(1, std::memory_order_relaxed);
  return true;
}

void MemoryFile::removeUser(bool isOwner) {
  const std::scoped_lock guard(lock);
  hasOwner = hasOwner && !isOwner;
  users.fetch_sub(1, std::memory_order_release);
  dropCharge();
}

bool MemoryFile::leaveOwnership() {
  const std::scoped_lock guard(lock);
  hasOwner = hasOneUser();
  return !hasOwner;
}

void MemoryFile::returnOwnership() {
  const std::scoped_lock guard(lock);
  hasOwner = true;
  dropCharge();
}

// Requires: the lock.
void MemoryFile::dropCharge() {
  if (hasOwner && users.load(std::memory_order_relaxed) <= 1)
    charge.shrinkTo(0);
}

bool MemoryFile::growTo(uint64_t bytes) {
  for (;;) {
    if (ftruncate(fd.get(), static_cast<off_t>(bytes)) == 0)
      return true;
    if (errno != EINTR)
      return false;
  }
}

bool MemoryFile::store(const uint8_t *base, PageRange range) {
  while (range.begin < range.end) {
    const ssize_t count =
        pwrite(fd.get(), base + range.begin, range.end - range.begin, static_cast<off_t>(range.begin));
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    range.begin += static_cast<uint64_t>(count);
  }
  return true;
}

bool MemoryFile::map(uint8_t *base, PageRange range, int sharing) {
  return mmap(base + range.begin, range.end - range.begin, PROT_READ | PROT_WRITE,
              sharing | MAP_FIXED | MAP_NORESERVE, fd.get(), static_cast<off_t>(range.begin)) != MAP_FAILED;
}

std::vector<PageRange> MemoryFile::storedRanges(uint64_t bytes) const {
  std::vector<PageRange> ranges;
  uint64_t position = 0;
  while (position < bytes) {
    const off_t begin = lseek(fd.get(), static_cast<off_t>(position), SEEK_DATA);
    if (begin < 0 || static_cast<uint64_t>(begin) >= bytes)
      break;
    const off_t end = lseek(fd.get(), begin, SEEK_HOLE);
    if (end < 0)
      return {{0, bytes}};
    position = std::min(static_cast<uint64_t>(end), bytes);
    ranges.push_back({static_cast<uint64_t>(begin), position});
  }
  return ranges;
}

// The old mapping stays where it is, without page tables: at no time is there a hole that another thread of
// the host could map something into.
void MemoryFile::park(uint8_t *base, uint64_t bytes) {
  // At least as much again stays inaccessible on either side.
  Mapping space = Mapping::reserve(bytes + 3 * kPageTableReach);
  if (!space)
    return;
  const uint64_t shift =
      (reinterpret_cast<uint64_t>(base) - reinterpret_cast<uint64_t>(space.data())) % kPageTableReach;
  uint8_t *place = space.data() + kPageTableReach + shift;
  if (mremap(base, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, place) == MAP_FAILED)
    return;
  parkingSpace = std::move(space);
  parked = place;
  parkedBytes = bytes;
}

bool MemoryFile::unpark(uint8_t *base, uint64_t bytes) {
  const Mapping space = std::move(parkingSpace);
  const bool fits = space && parkedBytes == bytes;
  return fits &&
         mremap(parked, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, base) != MAP_FAILED;
}

std::optional<MemoryFile::Spare> MemoryFile::takeSpare() {
  const std::scoped_lock guard(lock);
  return std::exchange(spare, std::nullopt);
}

// Of several, the last one is kept: it has what the last child has written. It stays charged, as if it were
// written to everywhere, so where memory is short it goes at once.
void MemoryFile::giveSpare(Spare given) {
  std::optional<Spare> former = std::move(given); // unmapped without the lock
  if (!accountant::hasRoom(accountant::limit() / kRoomForSpare))
    return;
  const std::scoped_lock guard(lock);
  std::swap(spare, former);
}

} // namespace wasixc::guest
