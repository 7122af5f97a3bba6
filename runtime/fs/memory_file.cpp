#include "runtime/fs/memory_file.h"

#include "runtime/fs/rights.h"

namespace wasixc {

void MemoryFile::touch(void (MemoryNode::*times)()) {
  MutexLock guard(system->lock);
  (node.get()->*times)();
}

Result<size_t> MemoryFile::read(Vectors vectors) {
  const auto guard = TRY(SleepingLockGuard::acquire(positionUse));
  const size_t size = TRY(node->content().read(vectors, position));
  position += size;
  touch(&MemoryNode::touchAccess);
  return size;
}

// With APPEND the data goes to the end, whatever the offset, as on Linux (pwrite(2), BUGS).
Result<MemoryContent::Written> MemoryFile::writeOrAppend(Vectors vectors, uint64_t offset) {
  const auto written =
      TRY(node->content().write(vectors, fdFlags & abi::kFdAppend ? MemoryContent::kAtEnd : offset));
  if (written.size > 0)
    touch(&MemoryNode::touchModify);
  return written;
}

Result<size_t> MemoryFile::write(Vectors vectors) {
  const auto guard = TRY(SleepingLockGuard::acquire(positionUse));
  const auto written = TRY(writeOrAppend(vectors, position));
  position = written.end;
  return written.size;
}

Result<size_t> MemoryFile::readAt(Vectors vectors, uint64_t offset) {
  if (offset > INT64_MAX)
    return Errno::INVAL;
  touch(&MemoryNode::touchAccess);
  return node->content().read(vectors, offset);
}

Result<size_t> MemoryFile::writeAt(Vectors vectors, uint64_t offset) {
  if (offset > INT64_MAX)
    return Errno::INVAL;
  return TRY(writeOrAppend(vectors, offset)).size;
}

Result<uint64_t> MemoryFile::seek(int64_t offset, abi::Whence whence) {
  const auto guard = TRY(SleepingLockGuard::acquire(positionUse));
  const uint64_t from = whence == abi::Whence::Set       ? 0
                        : whence == abi::Whence::Current ? position.load()
                                                         : node->content().size();
  int64_t result;
  if (__builtin_add_overflow(static_cast<int64_t>(from), offset, &result))
    return Errno::OVERFLOW;
  if (result < 0)
    return Errno::INVAL;
  position = static_cast<uint64_t>(result);
  return static_cast<uint64_t>(result);
}

Result<abi::FileStat> MemoryFile::stat() {
  MutexLock guard(system->lock);
  return node->stat();
}

Result<void> MemoryFile::setSize(uint64_t size) {
  if (size > INT64_MAX)
    return Errno::INVAL;
  TRY(node->content().resize(size));
  touch(&MemoryNode::touchModify);
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
  TRY(node->content().allocate(offset, length));
  touch(&MemoryNode::touchModify);
  return {};
}

Result<uint16_t> MemoryFile::flags() {
  return fdFlags.load();
}

// What F_SETFL changes; the rest was decided when the file was opened.
Result<void> MemoryFile::setFlags(uint16_t flags) {
  constexpr uint16_t kChangeable = abi::kFdAppend | abi::kFdNonblock;
  uint16_t before = fdFlags;
  while (!fdFlags.compare_exchange_weak(
      before, static_cast<uint16_t>((before & ~kChangeable) | (flags & kChangeable)))) {
  }
  return {};
}

uint64_t MemoryFile::possibleRights() const { return kRegularFileRights; }

uint64_t MemoryFile::readableBytes() {
  const uint64_t size = node->content().size(), from = position;
  return size > from ? size - from : 0;
}

} // namespace wasixc
