#include "runtime/fs/memory_content.h"

#include "runtime/base/long_work.h"
#include "runtime/fs/vectors.h"

#include <cstring>
#include <unistd.h>

namespace wasixc {

namespace {

constexpr uint64_t kLargestFile = INT64_MAX;

// Calls move(bytes, size, position) for each vector until one moves less than all; returns the sum.
template <typename Move>
size_t forEachVector(File::Vectors vectors, uint64_t position, Move move) {
  size_t total = 0;
  for (const iovec &vector : vectors) {
    const size_t moved = move(static_cast<uint8_t *>(vector.iov_base), vector.iov_len, position + total);
    total += moved;
    if (moved < vector.iov_len)
      break;
  }
  return total;
}

} // namespace

size_t MemoryContent::readPart(uint8_t *target, size_t size, uint64_t offset) const {
  const uint64_t end = byteSize;
  size = std::min<uint64_t>(size, offset < end ? end - offset : 0);
  for (size_t done = 0; done < size;) {
    const uint64_t inPage = (offset + done) % kPageBytes;
    const size_t part = std::min(size - done, kPageBytes - inPage);
    const auto page = pages.find((offset + done) / kPageBytes);
    if (page == pages.end())
      memset(target + done, 0, part);
    else
      memcpy(target + done, page->second->bytes + inPage, part);
    done += part;
  }
  return size;
}

Result<size_t> MemoryContent::read(File::Vectors vectors, uint64_t offset) {
  const auto guard = TRY(SleepingLockGuard::acquire(use));
  return moveInParts(vectors, kPartBytes, [&](File::Vectors part, size_t done) -> Result<size_t> {
    return forEachVector(part, offset + done, [&](uint8_t *target, size_t size, uint64_t position) {
      return readPart(target, size, position);
    });
  });
}

Result<MemoryContent::Page *> MemoryContent::pageAt(uint64_t index) {
  std::unique_ptr<Page> &page = pages[index];
  if (page)
    return page.get();
  if (auto taken = budget.take(sizeof(Page)); !taken.ok()) {
    pages.erase(index);
    return taken.error();
  }
  page = std::make_unique<Page>(); // zeros
  return page.get();
}

size_t MemoryContent::writePart(const uint8_t *source, size_t size, uint64_t offset) {
  size_t done = 0;
  while (done < size) {
    const uint64_t inPage = (offset + done) % kPageBytes;
    const size_t part = std::min(size - done, kPageBytes - inPage);
    const auto page = pageAt((offset + done) / kPageBytes);
    if (!page.ok())
      break;
    memcpy((*page)->bytes + inPage, source + done, part);
    done += part;
  }
  return done;
}

Result<MemoryContent::Written> MemoryContent::write(File::Vectors vectors, uint64_t offset) {
  const auto guard = TRY(SleepingLockGuard::acquire(use));
  if (offset == kAtEnd)
    offset = byteSize;
  const size_t asked = totalSize(vectors);
  if (asked > kLargestFile || offset > kLargestFile - asked)
    return Errno::FBIG;
  const size_t written =
      TRY(moveInParts(vectors, kPartBytes, [&](File::Vectors part, size_t done) -> Result<size_t> {
        return forEachVector(part, offset + done, [&](const uint8_t *source, size_t size, uint64_t position) {
          return writePart(source, size, position);
        });
      }));
  if (written == 0 && asked > 0)
    return Errno::NOSPC;
  if (written > 0)
    byteSize = std::max(size(), offset + written);
  return Written{written, offset + written};
}

void MemoryContent::removePages(Pages::iterator begin, Pages::iterator end) {
  budget.giveBack(static_cast<uint64_t>(std::distance(begin, end)) * sizeof(Page));
  pages.erase(begin, end);
}

// What is cut off must read as zeros if the file grows again.
void MemoryContent::truncate(uint64_t newSize) {
  removePages(pages.lower_bound((newSize + kPageBytes - 1) / kPageBytes), pages.end());
  if (const auto last = pages.find(newSize / kPageBytes); newSize < byteSize && last != pages.end())
    memset(last->second->bytes + newSize % kPageBytes, 0, kPageBytes - newSize % kPageBytes);
  byteSize = newSize;
}

Result<void> MemoryContent::resize(uint64_t size) {
  const auto guard = TRY(SleepingLockGuard::acquire(use));
  truncate(size);
  return {};
}

// Every page that is there already can serve one that is asked for.
Result<void> MemoryContent::allocate(uint64_t offset, uint64_t length) {
  if (length == 0)
    return Errno::INVAL;
  if (offset > kLargestFile || length > kLargestFile - offset)
    return Errno::FBIG;
  const auto guard = TRY(SleepingLockGuard::acquire(use));
  const uint64_t first = offset / kPageBytes, end = (offset + length + kPageBytes - 1) / kPageBytes;
  if (end - first > pages.size() + budget.freeBytes() / sizeof(Page))
    return Errno::NOSPC;
  std::vector<uint64_t> made;
  const auto allocated = inParts((end - first) * kPageBytes, [&](uint64_t at, uint64_t size) -> Result<void> {
    for (uint64_t index = first + at / kPageBytes; size > 0; ++index, size -= kPageBytes) {
      const size_t before = pages.size();
      TRY(pageAt(index));
      if (pages.size() > before)
        made.push_back(index);
    }
    return {};
  });
  if (!allocated.ok()) {
    for (const uint64_t index : made)
      removePages(pages.find(index), std::next(pages.find(index)));
    return allocated.error();
  }
  byteSize = std::max(size(), offset + length);
  return {};
}

Result<void> MemoryContent::copyPages(int file, Pages::const_iterator end) {
  constexpr int kPagesPerPart = kPartBytes / kPageBytes;
  if (ftruncate(file, static_cast<off_t>(size())) != 0)
    return hostError();
  int count = 0;
  for (auto page = pages.cbegin(); page != end; ++page) {
    const uint64_t offset = page->first * kPageBytes;
    if (offset >= size()) // allocated, but no part of the file yet
      break;
    const size_t part = std::min(kPageBytes, size() - offset);
    if (pwrite(file, page->second->bytes, part, static_cast<off_t>(offset)) != static_cast<ssize_t>(part))
      return Errno::NOMEM;
    if (++count % kPagesPerPart == 0 && parking::mustLeave())
      return Errno::INTR;
  }
  return {};
}

Result<void> MemoryContent::copyTo(int file) {
  const auto guard = TRY(SleepingLockGuard::acquire(use));
  return copyPages(file, pages.cend());
}

Result<void> MemoryContent::copyHeadTo(int file) {
  const auto guard = TRY(SleepingLockGuard::acquire(use));
  return copyPages(file, pages.upper_bound(0));
}

} // namespace wasixc
