#include "runtime/fs/memory_file.h"

#include "runtime/fs/rights.h"

namespace wasixc {

Result<size_t> MemoryFile::read(Vectors vectors) {
  MutexLock guard(system->lock);
  const size_t size = node->content().read(vectors, position);
  position += size;
  node->touchAccess();
  return size;
}

Result<size_t> MemoryFile::writeLocked(Vectors vectors, uint64_t offset) {
  const size_t size = TRY(node->content().write(vectors, offset));
  if (size > 0)
    node->touchModify();
  return size;
}

Result<size_t> MemoryFile::write(Vectors vectors) {
  MutexLock guard(system->lock);
  if (fdFlags & abi::kFdAppend)
    position = node->content().size();
  const size_t size = TRY(writeLocked(vectors, position));
  position += size;
  return size;
}

Result<size_t> MemoryFile::readAt(Vectors vectors, uint64_t offset) {
  if (offset > INT64_MAX)
    return Errno::INVAL;
  MutexLock guard(system->lock);
  node->touchAccess();
  return node->content().read(vectors, offset);
}

// With APPEND the data goes to the end, whatever the offset, as on Linux (pwrite(2), BUGS).
Result<size_t> MemoryFile::writeAt(Vectors vectors, uint64_t offset) {
  if (offset > INT64_MAX)
    return Errno::INVAL;
  MutexLock guard(system->lock);
  return writeLocked(vectors, fdFlags & abi::kFdAppend ? node->content().size() : offset);
}

Result<uint64_t> MemoryFile::seek(int64_t offset, abi::Whence whence) {
  MutexLock guard(system->lock);
  const uint64_t from = whence == abi::Whence::Set       ? 0
                        : whence == abi::Whence::Current ? position
                                                         : node->content().size();
  int64_t result;
  if (__builtin_add_overflow(static_cast<int64_t>(from), offset, &result))
    return Errno::OVERFLOW;
  if (result < 0)
    return Errno::INVAL;
  return position = static_cast<uint64_t>(result);
}

Result<abi::FileStat> MemoryFile::stat() {
  MutexLock guard(system->lock);
  return node->stat();
}

Result<void> MemoryFile::setSize(uint64_t size) {
  if (size > INT64_MAX)
    return Errno::INVAL;
  MutexLock guard(system->lock);
  node->content().resize(size);
  node->touchModify();
  return {};
}

Result<void> MemoryFile::setTimes(const FileTimes &times) {
  MutexLock guard(system->lock);
  node->setTimes(times);
  return {};
}

Result<void> MemoryFile::advise(uint64_t offset, uint64_t length, abi::Advice) {
  if (offset > INT64_MAX || length > INT64_MAX)
    return Errno::INVAL;
  return {};
}

Result<void> MemoryFile::allocate(uint64_t offset, uint64_t length) {
  MutexLock guard(system->lock);
  TRY(node->content().allocate(offset, length));
  node->touchModify();
  return {};
}

Result<uint16_t> MemoryFile::flags() {
  MutexLock guard(system->lock);
  return fdFlags;
}

// What F_SETFL changes; the rest was decided when the file was opened.
Result<void> MemoryFile::setFlags(uint16_t flags) {
  constexpr uint16_t kChangeable = abi::kFdAppend | abi::kFdNonblock;
  MutexLock guard(system->lock);
  fdFlags = static_cast<uint16_t>((fdFlags & ~kChangeable) | (flags & kChangeable));
  return {};
}

uint64_t MemoryFile::possibleRights() const { return kRegularFileRights; }

uint64_t MemoryFile::readableBytes() {
  MutexLock guard(system->lock);
  const uint64_t size = node->content().size();
  return size > position ? size - position : 0;
}

} // namespace wasixc
