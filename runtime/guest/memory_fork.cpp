// fork of linear memories: copies, or pages that are shared until somebody writes to them.
//
// Copying the touched pages into a slot that is resident already beats everything for small memories: no page
// table changes. From kSmall on sharing wins, if the child ends before its parent goes on, because then
// nothing is ever separated: about 2 us for whatever size, and what the child writes. A child that outlives
// that costs the separation, 60 us or more; up to kMostCopied a copy is cheaper still, so there the last
// child's life decides. Faults cost twenty times as much as copying, so up to kMostCopiedIfWritten it is also
// a copy when both sides tend to write to much of the memory. The figures are in docs/processes.md.
#include "runtime/guest/memory.h"

#include <algorithm>
#include <cstring>

namespace wasixc::guest {

namespace {

constexpr uint64_t kSmall = 512 * 1024;
constexpr uint64_t kMostCopied = 2 << 20;
constexpr uint64_t kMostCopiedIfWritten = 128 << 20;

// After this many forks in a row with much written, as many forks are copies; then it is tried again.
constexpr uint32_t kForksUntilCopies = 2;
constexpr uint32_t kCopiesIfWritten = 8;

// Moving a memory into a file costs as much as this many copies of it into resident slots.
constexpr uint32_t kCopiesBeforeFile = 8;

// Of the pages that a child has written, as many are copied again for the next child: an eighth of the
// memory, within these bounds. More would cost more than it saves if the next child writes to few.
constexpr uint64_t kLeastRetained = 256 * 1024;
constexpr uint64_t kMostRetained = 4 << 20;

constexpr char kNoMemory[] = "no memory for a copy of a linear memory";

uint64_t retainedBytes(uint64_t bytes) { return std::clamp(bytes / 8, kLeastRetained, kMostRetained); }

// Cuts the list after `bytes`, and returns the rest.
std::vector<PageRange> splitAfter(std::vector<PageRange> &ranges, uint64_t bytes) {
  std::vector<PageRange> rest;
  for (size_t i = 0; i < ranges.size(); ++i) {
    const uint64_t size = ranges[i].end - ranges[i].begin;
    if (size <= bytes) {
      bytes -= size;
      continue;
    }
    rest.assign(ranges.begin() + static_cast<ptrdiff_t>(i), ranges.end());
    rest.front().begin += bytes;
    ranges.resize(i + (bytes > 0));
    if (bytes > 0)
      ranges.back().end = ranges.back().begin + bytes;
    break;
  }
  return rest;
}

} // namespace

// A memory that several threads write to moves into its file while there is only one thread.
void LinearMemory::expectFork() {
  expectsFork = true;
  if (declared.isShared && fileRanges.empty())
    moveToFile();
}

bool LinearMemory::prefersCopy() const {
  const uint64_t bytes = byteSize();
  if (bytes <= kSmall)
    return true;
  if (copiesAhead > 0 && bytes <= kMostCopiedIfWritten)
    return true;
  return bytes <= kMostCopied && (childOutlived || (!file && copies < kCopiesBeforeFile));
}

Expected<std::shared_ptr<LinearMemory>> LinearMemory::fork() {
  const bool isCopied = prefersCopy() || (!file && (declared.isShared || !moveToFile()));
  if (!isCopied && !isOwner && file->hasOneUser())
    rejoin();
  return madeChild(isCopied ? copy() : shareFile());
}

Expected<std::shared_ptr<LinearMemory>> LinearMemory::forkWhileWritten() { return madeChild(copy()); }

Expected<std::shared_ptr<LinearMemory>>
LinearMemory::madeChild(Expected<std::shared_ptr<LinearMemory>> made) {
  if (made) {
    (*made)->byteLimit = byteLimit;
    (*made)->expectsFork = true;
    child = *made;
  }
  return made;
}

Expected<std::shared_ptr<LinearMemory>> LinearMemory::copy() {
  const uint64_t bytes = byteSize();
  MemorySlot childSlot = slotFor(declared, bytes);
  if (!childSlot.reservation)
    return Error{abi::Errno::NOMEM, kNoMemory};
  std::shared_ptr<LinearMemory> forked(new LinearMemory(declared, std::move(childSlot)));
  const std::vector<PageRange> ranges = touched();
  forked->replaceWith(*this, ranges);
  forked->sharedState.byteSize = bytes;
  copied = byteCount(ranges);
  ++copies;
  if (copiesAhead > 0)
    --copiesAhead;
  return forked;
}

// The child maps the file, and gets copies of what this memory does not have there.
Expected<std::shared_ptr<LinearMemory>> LinearMemory::shareFile() {
  const uint64_t bytes = byteSize();
  auto space = privateMapping();
  if (!space || !space->slot.charge.resize(bytes) || !file->addUser(fileBytes))
    return Error{abi::Errno::NOMEM, kNoMemory};
  copied = refresh(*space);
  space->slot.accessible = bytes;
  space->slot.hasFilePages = true;
  std::shared_ptr<LinearMemory> forked(new LinearMemory(declared, std::move(space->slot)));
  forked->sharedState.byteSize = bytes;
  forked->file = file;
  forked->fileBytes = fileBytes;
  return forked;
}

// Address space for a child: all of the file, and accessible up to the size of this memory.
std::optional<MemoryFile::Spare> LinearMemory::privateMapping() const {
  std::optional<MemoryFile::Spare> space = file->takeSpare();
  if (!space || space->mapped > fileBytes)
    space = MemoryFile::Spare{reserve(declared), 0};
  if (!space->slot.reservation)
    return std::nullopt;
  uint8_t *begin = space->slot.base();
  if (space->mapped < fileBytes && !file->map(begin, {space->mapped, fileBytes}, MAP_PRIVATE))
    return std::nullopt;
  const uint64_t tail = byteSize() - fileBytes;
  if (tail > 0 && mprotect(begin + fileBytes, tail, PROT_READ | PROT_WRITE) != 0)
    return std::nullopt;
  return space;
}

// Makes the address space equal to this memory: where it has pages of its own, left by the last child, and
// where this memory has pages that are not the file's. Returns how many bytes were copied.
uint64_t LinearMemory::refresh(const MemoryFile::Spare &space) {
  uint8_t *target = space.slot.base();
  std::vector<PageRange> ranges;
  if (space.mapped > 0)
    ranges = privatePages(target, space.mapped);
  noteWritten(byteCount(ranges));
  for (const PageRange range : splitAfter(ranges, retainedBytes(fileBytes)))
    if (madvise(target + range.begin, range.end - range.begin, MADV_DONTNEED) != 0)
      ranges.push_back(range);
  if (!isOwner) {
    const std::vector<PageRange> own = privatePages(base(), fileBytes);
    ranges.insert(ranges.end(), own.begin(), own.end());
    for (const PageRange range : touchedPages(base() + fileBytes, byteSize() - fileBytes))
      ranges.push_back({fileBytes + range.begin, fileBytes + range.end});
    ranges = merged(std::move(ranges));
  }
  for (const PageRange range : ranges)
    memcpy(target + range.begin, base() + range.begin, range.end - range.begin);
  return byteCount(ranges);
}

// What the last child has written, which is known when the next one is made.
void LinearMemory::noteWritten(uint64_t bytes) {
  const bool isMuch = bytes + std::exchange(writtenBeside, 0) > fileBytes / 4;
  forksMuchWritten = isMuch ? forksMuchWritten + 1 : 0;
  if (forksMuchWritten >= kForksUntilCopies) {
    copiesAhead = kCopiesIfWritten;
    forksMuchWritten = kForksUntilCopies - 1;
  }
}

bool LinearMemory::separate() {
  childOutlived = !child.expired();
  if (!isOwner || !file->leaveOwnership())
    return true;
  file->park(base(), fileBytes);
  if (!file->map(base(), {0, fileBytes}, MAP_PRIVATE)) {
    file->unpark(base(), fileBytes);
    file->returnOwnership();
    return false;
  }
  isOwner = false;
  return true;
}

// Makes a file of this memory and becomes its owner. False when there is none to be had: nothing has changed.
bool LinearMemory::moveToFile() {
  const uint64_t bytes = byteSize();
  std::shared_ptr<MemoryFile> created = MemoryFile::create(bytes);
  if (!created)
    return false;
  const std::vector<PageRange> ranges = touched();
  for (const PageRange range : ranges)
    if (!created->store(base(), range))
      return false;
  if (!created->map(base(), {0, bytes}, MAP_SHARED))
    return false;
  // Where there were pages, the program will want them again.
  for (const PageRange range : ranges)
    madvise(base() + range.begin, range.end - range.begin, MADV_POPULATE_WRITE);
  file = std::move(created);
  fileBytes = bytes;
  isOwner = true;
  slot.hasFilePages = true;
  fileRanges.clear();
  return true;
}

// Makes the only user of the file its owner again: what it has written since the file was shared goes there.
// Nobody else sees the file, so that may also fail halfway.
bool LinearMemory::rejoin() {
  const uint64_t bytes = byteSize();
  if (!file->growTo(bytes))
    return false;
  std::vector<PageRange> ranges = privatePages(base(), fileBytes);
  writtenBeside = byteCount(ranges);
  for (const PageRange range : touchedPages(base() + fileBytes, bytes - fileBytes))
    ranges.push_back({fileBytes + range.begin, fileBytes + range.end});
  for (const PageRange range : ranges)
    if (!file->store(base(), range))
      return false;
  // One call, so that there is no state in between.
  if (!file->unpark(base(), bytes) && !file->map(base(), {0, bytes}, MAP_SHARED))
    return false;
  fileBytes = bytes;
  isOwner = true;
  file->returnOwnership();
  return true;
}

// What a private user has written is kept for the next child of whoever still uses the file.
void LinearMemory::leaveFile() {
  const uint64_t tail = slot.accessible - fileBytes;
  uint8_t *end = base() + fileBytes;
  if (!isOwner &&
      (tail == 0 || (madvise(end, tail, MADV_DONTNEED) == 0 && mprotect(end, tail, PROT_NONE) == 0)))
    file->giveSpare({std::move(slot), fileBytes});
  file->removeUser(isOwner);
}

} // namespace wasixc::guest
