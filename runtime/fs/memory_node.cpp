#include "runtime/fs/memory_node.h"

#include "runtime/fs/host_stat.h"
#include "runtime/fs/inode_number.h"
#include "runtime/fs/vectors.h"

#include <algorithm>
#include <cstring>

namespace wasixc {

namespace {

constexpr uint64_t kLargestFile = INT64_MAX;
constexpr uint64_t kDevice = 0x746d70; // any number that is no device of the host: "tmp"

abi::Timestamp currentTime() {
  timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return nanosecondsOf(time);
}

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

// Content

size_t MemoryContent::read(File::Vectors vectors, uint64_t offset) const {
  return forEachVector(vectors, offset, [&](uint8_t *target, size_t size, uint64_t position) {
    size = std::min<uint64_t>(size, position < byteSize ? byteSize - position : 0);
    for (size_t done = 0; done < size;) {
      const uint64_t inPage = (position + done) % kPageBytes;
      const size_t part = std::min(size - done, kPageBytes - inPage);
      const auto page = pages.find((position + done) / kPageBytes);
      if (page == pages.end())
        memset(target + done, 0, part);
      else
        memcpy(target + done, page->second->bytes + inPage, part);
      done += part;
    }
    return size;
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

Result<size_t> MemoryContent::write(File::Vectors vectors, uint64_t offset) {
  const size_t asked = totalSize(vectors);
  if (asked > kLargestFile || offset > kLargestFile - asked)
    return Errno::FBIG;
  const size_t written =
      forEachVector(vectors, offset, [&](const uint8_t *source, size_t size, uint64_t position) {
        return writePart(source, size, position);
      });
  if (written == 0 && asked > 0)
    return Errno::NOSPC;
  if (written > 0)
    byteSize = std::max(byteSize, offset + written);
  return written;
}

// What is cut off must read as zeros if the file grows again.
void MemoryContent::resize(uint64_t size) {
  const auto firstUnused = pages.lower_bound((size + kPageBytes - 1) / kPageBytes);
  budget.giveBack(static_cast<uint64_t>(std::distance(firstUnused, pages.end())) * sizeof(Page));
  pages.erase(firstUnused, pages.end());
  if (const auto last = pages.find(size / kPageBytes); size < byteSize && last != pages.end())
    memset(last->second->bytes + size % kPageBytes, 0, kPageBytes - size % kPageBytes);
  byteSize = size;
}

Result<void> MemoryContent::allocate(uint64_t offset, uint64_t length) {
  if (length == 0)
    return Errno::INVAL;
  if (offset > kLargestFile || length > kLargestFile - offset)
    return Errno::FBIG;
  const uint64_t end = offset + length;
  for (uint64_t index = offset / kPageBytes; index * kPageBytes < end; ++index)
    TRY(pageAt(index));
  byteSize = std::max(byteSize, end);
  return {};
}

// Names

MemoryNode *MemoryNames::find(const std::string &name) const {
  const auto found = byName.find(name);
  return found == byName.end() ? nullptr : found->second.node.get();
}

void MemoryNames::add(const std::string &name, Ref<MemoryNode> node) {
  const auto entry = byName.emplace(name, Entry{std::move(node), nextCookie}).first;
  byCookie.emplace(nextCookie++, &entry->first);
}

Ref<MemoryNode> MemoryNames::remove(const std::string &name) {
  const auto found = byName.find(name);
  Ref<MemoryNode> node = std::move(found->second.node);
  byCookie.erase(found->second.cookie);
  byName.erase(found);
  return node;
}

const std::string *MemoryNames::after(uint64_t &cookie) const {
  const auto found = byCookie.upper_bound(cookie);
  if (found == byCookie.end())
    return nullptr;
  cookie = found->first;
  return found->second;
}

// Nodes

Result<Ref<MemoryNode>> MemoryNode::create(MemoryBudget &budget, abi::FileType type, std::string linkTarget) {
  TRY(budget.take(kBytes + linkTarget.size()));
  return Ref<MemoryNode>(new MemoryNode(budget, type, std::move(linkTarget)));
}

MemoryNode::MemoryNode(MemoryBudget &budget, abi::FileType type, std::string linkTarget)
    : budget(budget), fileType(type), inode(newInodeNumber()) {
  accessTime = modifyTime = changeTime = currentTime();
  if (type == abi::FileType::RegularFile)
    body.emplace<MemoryContent>(budget);
  else if (type == abi::FileType::Directory)
    body.emplace<MemoryNames>();
  else if (isSocket())
    body.emplace<UniqueFd>();
  else
    body = std::move(linkTarget);
}

MemoryNode::~MemoryNode() { budget.giveBack(kBytes + (isLink() ? target().size() : 0)); }

abi::FileStat MemoryNode::stat() const {
  uint64_t size = 0;
  if (const auto *content = std::get_if<MemoryContent>(&body))
    size = content->size();
  else if (isLink())
    size = target().size();
  return {.device = kDevice,
          .inode = inode,
          .fileType = static_cast<uint8_t>(fileType),
          .linkCount = linkCount,
          .size = size,
          .accessTime = accessTime,
          .modifyTime = modifyTime,
          .changeTime = changeTime};
}

void MemoryNode::setTimes(const FileTimes &times) {
  const abi::Timestamp now = currentTime();
  const auto apply = [now](abi::Timestamp &time, const timespec &value) {
    if (value.tv_nsec == UTIME_NOW)
      time = now;
    else if (value.tv_nsec != UTIME_OMIT)
      time = nanosecondsOf(value);
  };
  apply(accessTime, times.values[0]);
  apply(modifyTime, times.values[1]);
  changeTime = now;
}

void MemoryNode::touchAccess() { accessTime = currentTime(); }
void MemoryNode::touchModify() { modifyTime = changeTime = currentTime(); }
void MemoryNode::touchChange() { changeTime = currentTime(); }

} // namespace wasixc
