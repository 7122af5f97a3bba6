// Reserving, growing and filling linear memories.
#include "runtime/guest/memory.h"

#include "runtime/guest/file_copy.h"

#include <algorithm>
#include <cstring>

namespace wasixc::guest {

namespace {

// Behind what the code of a 64-bit memory may reach: as much as an offset that the check was not made for.
constexpr uint64_t kGuardBehind64 = 2ull << 30;

// The most pages the limits allow, within what this implementation reserves.
uint64_t maximumPages(const abi::ImageLimits &limits) {
  const uint64_t ours =
      limits.is64 ? LinearMemory::kMaximumBytes64 / abi::kWasmPageSize : LinearMemory::kMaximumPages32;
  return std::min(limits.maximum, ours);
}

// Small memories are copied as a whole: asking which pages are touched would take as long.
constexpr uint64_t kCopyAll = 128 * 1024;

// A program that forks and whose memory grows beyond this gets a file while there is little to move. Touching
// a page of a file for the first time takes half as long again as one without, so small memories that may
// never be forked have none (memory_fork.cpp makes it when it pays).
constexpr uint64_t kGrowIntoFile = 4 << 20;

} // namespace

MemorySlot LinearMemory::reserve(const abi::ImageLimits &limits) {
  if (!limits.is64)
    return MemorySlot::reserve(kMemoryReach32);
  const uint64_t bytes = maximumPages(limits) * abi::kWasmPageSize + kGuardBehind64;
  return MemorySlot::reserve((bytes + kSlotAlignment - 1) & ~(kSlotAlignment - 1));
}

MemorySlot LinearMemory::slotFor(const abi::ImageLimits &limits, uint64_t bytes) {
  if (!limits.is64)
    return takeSlot(bytes);
  MemorySlot slot = reserve(limits);
  if (!slot.reservation || !slot.charge.growTo(bytes) ||
      (bytes > 0 && mprotect(slot.base(), bytes, PROT_READ | PROT_WRITE) != 0))
    return {};
  slot.accessible = bytes;
  return slot;
}

Expected<std::shared_ptr<LinearMemory>> LinearMemory::create(const abi::ImageLimits &limits) {
  if (limits.minimum > maximumPages(limits))
    return Error{abi::Errno::NOMEM, "memory of " + std::to_string(limits.minimum) + " pages is too large"};
  const uint64_t bytes = limits.minimum * abi::kWasmPageSize;
  MemorySlot slot = slotFor(limits, bytes);
  if (!slot.reservation)
    return Error{abi::Errno::NOMEM,
                 "no memory for a linear memory of " + std::to_string(limits.minimum) + " pages"};
  std::shared_ptr<LinearMemory> memory(new LinearMemory(limits, std::move(slot)));
  memory->clear();
  memory->sharedState.byteSize = bytes;
  return memory;
}

LinearMemory::~LinearMemory() {
  if (file) {
    leaveFile();
    return;
  }
  if (!isPooled())
    return;
  slot.used = slot.accessible;
  giveSlot(std::move(slot));
}

// Makes a recycled slot all zero.
void LinearMemory::clear() {
  if (slot.used <= kCopyAll) {
    if (slot.used > 0)
      memset(base(), 0, slot.used);
    return;
  }
  for (const PageRange range : touchedPages(base(), slot.used))
    memset(base() + range.begin, 0, range.end - range.begin);
}

// Everything that may differ from zero.
std::vector<PageRange> LinearMemory::touched() const {
  const uint64_t bytes = byteSize();
  if (bytes <= kCopyAll && !file)
    return {{0, bytes}};
  std::vector<PageRange> ranges = touchedPages(base() + fileBytes, bytes - fileBytes);
  for (PageRange &range : ranges)
    range = {range.begin + fileBytes, range.end + fileBytes};
  const std::vector<PageRange> fromFile = file ? file->storedRanges(fileBytes) : fileRanges;
  if (fromFile.empty())
    return ranges;
  ranges.insert(ranges.end(), fromFile.begin(), fromFile.end());
  return merged(std::move(ranges));
}

// Copies the ranges, and clears what the slot's last owner has left outside of them.
void LinearMemory::replaceWith(const LinearMemory &source, std::span<const PageRange> ranges) {
  for (const PageRange range : ranges) {
    // Faults cost more than copying; a new slot would have one for each page.
    if (slot.used == 0)
      madvise(base() + range.begin, range.end - range.begin, MADV_POPULATE_WRITE);
    memcpy(base() + range.begin, source.base() + range.begin, range.end - range.begin);
  }
  if (slot.used == 0 || (ranges.size() == 1 && ranges[0].begin == 0 && ranges[0].end >= slot.used))
    return;
  size_t next = 0;
  for (const PageRange left : touchedPages(base(), slot.used)) {
    uint64_t position = left.begin;
    while (next < ranges.size() && ranges[next].end <= position)
      ++next;
    for (size_t i = next; position < left.end; ++i) {
      const uint64_t stop = i < ranges.size() ? std::min(ranges[i].begin, left.end) : left.end;
      if (stop > position)
        memset(base() + position, 0, stop - position);
      position = i < ranges.size() ? std::max(position, ranges[i].end) : left.end;
    }
  }
}

int64_t LinearMemory::grow(uint64_t pages) {
  const std::scoped_lock lock(growing);
  const uint64_t oldBytes = byteSize();
  const uint64_t oldPages = oldBytes / abi::kWasmPageSize;
  const uint64_t maximum = std::min(maximumPages(declared), byteLimit / abi::kWasmPageSize);
  if (oldPages > maximum || pages > maximum - oldPages)
    return -1;
  const uint64_t bytes = oldBytes + pages * abi::kWasmPageSize;
  if (expectsFork && !file && !declared.isShared && bytes > kGrowIntoFile && oldBytes <= kGrowIntoFile)
    moveToFile();
  if (!slot.charge.growTo(bytes))
    return -1;
  if (pages > 0 && !makeAccessible(oldBytes, bytes)) {
    slot.charge.shrinkTo(oldBytes);
    return -1;
  }
  slot.accessible = bytes;
  // Whoever reads the new size may use the new bytes.
  __atomic_store_n(&sharedState.byteSize, bytes, __ATOMIC_RELEASE);
  return static_cast<int64_t>(oldPages);
}

bool LinearMemory::makeAccessible(uint64_t oldBytes, uint64_t bytes) {
  if (!isOwner)
    return mprotect(base() + oldBytes, bytes - oldBytes, PROT_READ | PROT_WRITE) == 0;
  if (!file->growTo(bytes) || !file->map(base(), {oldBytes, bytes}, MAP_SHARED))
    return false;
  fileBytes = bytes;
  return true;
}

Expected<std::monostate> LinearMemory::load(uint64_t address, uint64_t size, int fd, uint64_t fileOffset) {
  uint64_t mapped = 0;
  const bool aligned = address % abi::kPageSize == 0 && fileOffset % abi::kPageSize == 0;
  if (size >= kMapInsteadOfRead && aligned) {
    // Whole pages only: behind the last byte of the run the file goes on, but the memory is zero.
    mapped = size & ~(abi::kPageSize - 1);
    if (mmap(base() + address, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, fd,
             static_cast<off_t>(fileOffset)) == MAP_FAILED)
      return Error{abi::Errno::NOMEM, "cannot map the initial memory"};
    slot.hasFilePages = true;
    fileRanges.push_back({address, address + mapped});
  }
  if (!readFully(fd, base() + address + mapped, size - mapped, fileOffset + mapped))
    return Error{abi::Errno::IO, "cannot read the initial memory"};
  return std::monostate();
}

} // namespace wasixc::guest
