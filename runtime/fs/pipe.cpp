#include "runtime/fs/pipe.h"

#include "runtime/base/accountant.h"
#include "runtime/fs/host_stat.h"
#include "runtime/fs/rights.h"
#include "runtime/fs/vectors.h"

#include <algorithm>
#include <cstring>

namespace wasixc {

size_t Pipe::takeBytes(uint8_t *target, size_t size) {
  size = std::min(size, count);
  const size_t untilEnd = std::min(size, kCapacity - first);
  memcpy(target, buffer.get() + first, untilEnd);
  memcpy(target + untilEnd, buffer.get(), size - untilEnd);
  first = (first + size) % kCapacity;
  count -= size;
  return size;
}

size_t Pipe::putBytes(const uint8_t *source, size_t size) {
  size = std::min(size, kCapacity - count);
  const size_t last = (first + count) % kCapacity;
  const size_t untilEnd = std::min(size, kCapacity - last);
  memcpy(buffer.get() + last, source, untilEnd);
  memcpy(buffer.get(), source + untilEnd, size - untilEnd);
  count += size;
  return size;
}

Result<size_t> Pipe::read(File::Vectors vectors, bool canWait) {
  MutexLock guard(lock);
  if (totalSize(vectors) == 0)
    return size_t{0};
  while (count == 0) {
    if (writers == 0)
      return size_t{0};
    if (!canWait)
      return Errno::AGAIN;
    TRY(readable.wait(lock));
  }
  size_t taken = 0;
  for (const iovec &vector : vectors)
    if (count > 0 && vector.iov_len > 0)
      taken += takeBytes(static_cast<uint8_t *>(vector.iov_base), vector.iov_len);
  if (count > 0)
    readable.wakeOne();
  wakeWriter();
  observers.notifyAll(abi::kEpollOut);
  return taken;
}

// One at a time, or a thousand that wait would all wake for each line that is read: whoever is served passes
// it on. There is room for any of them then.
void Pipe::wakeWriter() {
  if (kCapacity - count >= kAtomic)
    writable.wakeOne();
}

// A signal that comes when a part has been written ends the call with that part, as POSIX has it.
Result<size_t> Pipe::write(File::Vectors vectors, bool canWait) {
  MutexLock guard(lock);
  const size_t total = totalSize(vectors);
  const size_t neededAtOnce = total <= kAtomic ? total : 1;
  if (!buffer && !accountant::hasRoom(kCapacity))
    return Errno::NOBUFS;
  if (!buffer)
    buffer.reset(new uint8_t[kCapacity]);
  size_t written = 0, offset = 0;
  for (size_t i = 0; i < vectors.size();) {
    if (readers == 0 && written == 0)
      return Errno::PIPE;
    if (readers == 0)
      break;
    if (kCapacity - count < (written == 0 ? neededAtOnce : 1)) {
      if (!canWait)
        break;
      if (const auto waited = writable.wait(lock); !waited.ok()) {
        if (written == 0)
          return waited.error();
        break;
      }
      continue;
    }
    const size_t put =
        putBytes(static_cast<const uint8_t *>(vectors[i].iov_base) + offset, vectors[i].iov_len - offset);
    written += put;
    offset += put;
    if (offset == vectors[i].iov_len) {
      ++i;
      offset = 0;
    }
    if (put > 0) {
      readable.wakeOne();
      observers.notifyAll(abi::kEpollIn);
    }
  }
  wakeWriter();
  if (written == 0 && total > 0)
    return Errno::AGAIN;
  return written;
}

void Pipe::open(bool isWriter) {
  MutexLock guard(lock);
  ++(isWriter ? writers : readers);
}

void Pipe::close(bool isWriter) {
  MutexLock guard(lock);
  if (--(isWriter ? writers : readers) > 0)
    return;
  readable.wakeAll();
  writable.wakeAll();
  observers.notifyAll(isWriter ? abi::kEpollHangup : abi::kEpollError);
}

// As poll(2) on Linux: a reader without writers hangs up, a writer without readers has an error.
uint32_t Pipe::readiness(bool ofWriter) {
  MutexLock guard(lock);
  if (ofWriter)
    return (kCapacity - count >= kAtomic ? abi::kEpollOut : 0) | (readers == 0 ? abi::kEpollError : 0);
  return (count > 0 ? abi::kEpollIn : 0) | (writers == 0 ? abi::kEpollHangup : 0);
}

size_t Pipe::readableBytes() {
  MutexLock guard(lock);
  return count;
}

void Pipe::watch(Observer &observer) {
  MutexLock guard(lock);
  observers.add(observer);
}

void Pipe::unwatch(Observer &observer) {
  MutexLock guard(lock);
  observers.remove(observer);
}

PipeEnd::PipeEnd(Ref<Pipe> shared, bool isWriter)
    : File(abi::FileType::Unknown), pipe(std::move(shared)), isWriter(isWriter) {
  pipe->open(isWriter);
}

PipeEnd::~PipeEnd() { pipe->close(isWriter); }

Result<size_t> PipeEnd::read(Vectors vectors) {
  if (isWriter)
    return Errno::BADF;
  return pipe->read(vectors, canWait());
}

Result<size_t> PipeEnd::write(Vectors vectors) {
  if (!isWriter)
    return Errno::BADF;
  return pipe->write(vectors, canWait());
}

Result<abi::FileStat> PipeEnd::stat() { return statOfObject(type(), pipe->inode); }

Result<void> PipeEnd::setFlags(uint16_t flags) {
  fdFlags.store(flags & (abi::kFdNonblock | abi::kFdAppend), std::memory_order_relaxed);
  return {};
}

uint64_t PipeEnd::possibleRights() const { return kStreamRights & ~(isWriter ? kReadRights : kWriteRights); }

} // namespace wasixc
