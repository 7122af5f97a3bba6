#include "runtime/fs/host_file.h"

#include "runtime/base/host_poller.h"
#include "runtime/base/long_work.h"
#include "runtime/fs/host_stat.h"
#include "runtime/fs/rights.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace wasixc {

namespace {

Result<void> checked(int result) {
  if (result != 0)
    return hostError();
  return {};
}

int hostWhence(abi::Whence whence) {
  switch (whence) {
  case abi::Whence::Set:
    return SEEK_SET;
  case abi::Whence::Current:
    return SEEK_CUR;
  case abi::Whence::End:
    return SEEK_END;
  }
  return -1;
}

int hostAdvice(abi::Advice advice) {
  switch (advice) {
  case abi::Advice::Normal:
    return POSIX_FADV_NORMAL;
  case abi::Advice::Sequential:
    return POSIX_FADV_SEQUENTIAL;
  case abi::Advice::Random:
    return POSIX_FADV_RANDOM;
  case abi::Advice::WillNeed:
    return POSIX_FADV_WILLNEED;
  case abi::Advice::DontNeed:
    return POSIX_FADV_DONTNEED;
  case abi::Advice::NoReuse:
    return POSIX_FADV_NOREUSE;
  }
  return -1;
}

} // namespace

HostFile::HostFile(UniqueFd fd, abi::FileType type, bool isReadOnly)
    : File(type), fd(std::move(fd)), isReadOnly(isReadOnly) {}

// A fiber among others waits for a terminal, a FIFO or a pipe without the OS thread that runs it. Whoever
// else has the file open can still be faster; then the thread waits in the call, as it does for large writes.
Result<void> HostFile::waitAmongOthers(short events) {
  pollfd entry = {fd.get(), events, 0};
  if (type() == FileType::RegularFile || parking::isAlone() || ::poll(&entry, 1, 0) != 0)
    return {};
  const int flags = fcntl(fd.get(), F_GETFL);
  if (flags < 0 || (flags & O_NONBLOCK))
    return {};
  return waitForHost(fd.get(), events);
}

// The host ends a long call for a signal, but not one about a regular file.
size_t HostFile::partBytes() const {
  constexpr size_t kRegularFilePart = 16 * kPartBytes;
  return type() == FileType::RegularFile ? kRegularFilePart : kMostMovedBytes;
}

Result<size_t> HostFile::read(Vectors vectors) {
  TRY(waitAmongOthers(POLLIN));
  return moveInParts(vectors, partBytes(), [&](Vectors part, size_t) { return blocking::read(fd.get(), part); });
}

Result<size_t> HostFile::write(Vectors vectors) {
  TRY(waitAmongOthers(POLLOUT));
  return moveInParts(vectors, partBytes(), [&](Vectors part, size_t) { return blocking::write(fd.get(), part); });
}

Result<size_t> HostFile::readAt(Vectors vectors, uint64_t offset) {
  return moveInParts(vectors, partBytes(), [&](Vectors part, size_t done) {
    return blocking::readAt(fd.get(), part, offset + done);
  });
}

Result<size_t> HostFile::writeAt(Vectors vectors, uint64_t offset) {
  return moveInParts(vectors, partBytes(), [&](Vectors part, size_t done) {
    return blocking::writeAt(fd.get(), part, offset + done);
  });
}

Result<uint64_t> HostFile::seek(int64_t offset, abi::Whence whence) {
  const off_t position = lseek(fd.get(), offset, hostWhence(whence));
  if (position < 0)
    return hostError();
  return static_cast<uint64_t>(position);
}

Result<abi::FileStat> HostFile::stat() { return hostStat(fd.get()); }

Result<void> HostFile::setSize(uint64_t size) {
  if (size > INT64_MAX)
    return Errno::INVAL;
  return checked(ftruncate(fd.get(), static_cast<off_t>(size)));
}

Result<void> HostFile::setTimes(const FileTimes &times) {
  if (isReadOnly)
    return Errno::ROFS;
  return checked(futimens(fd.get(), times.values));
}

Result<void> HostFile::advise(uint64_t offset, uint64_t length, abi::Advice advice) {
  if (offset > INT64_MAX || length > INT64_MAX)
    return Errno::INVAL;
  return fromHostErrno(
      posix_fadvise(fd.get(), static_cast<off_t>(offset), static_cast<off_t>(length), hostAdvice(advice)));
}

Result<void> HostFile::allocate(uint64_t offset, uint64_t length) {
  const blocking::Region region;
  if (offset > INT64_MAX || length > INT64_MAX - offset)
    return Errno::FBIG;
  return checked(fallocate(fd.get(), 0, static_cast<off_t>(offset), static_cast<off_t>(length)));
}

Result<void> HostFile::sync() {
  const blocking::Region region;
  return checked(fsync(fd.get()));
}

Result<void> HostFile::syncData() {
  const blocking::Region region;
  return checked(fdatasync(fd.get()));
}

Result<uint16_t> HostFile::flags() {
  const int flags = fcntl(fd.get(), F_GETFL);
  if (flags < 0)
    return hostError();
  return fdFlagsOf(flags);
}

Result<void> HostFile::setFlags(uint16_t flags) {
  return checked(fcntl(fd.get(), F_SETFL, hostFlags(flags)));
}

bool HostFile::isTerminalFd() const { return type() == abi::FileType::CharacterDevice && isatty(fd.get()); }

uint64_t HostFile::possibleRights() const { return rightsOf(type(), !isTerminalFd()); }

int HostFile::pollDescriptor() const { return type() == abi::FileType::RegularFile ? -1 : fd.get(); }

uint64_t HostFile::readableBytes() {
  if (type() != abi::FileType::RegularFile) {
    int bytes = 0;
    if (!countsReadable.load(std::memory_order_relaxed))
      return 0;
    if (ioctl(fd.get(), FIONREAD, &bytes) != 0)
      countsReadable.store(false, std::memory_order_relaxed);
    return bytes > 0 ? static_cast<uint64_t>(bytes) : 0;
  }
  struct stat status;
  const off_t position = lseek(fd.get(), 0, SEEK_CUR);
  if (position < 0 || fstat(fd.get(), &status) != 0 || status.st_size <= position)
    return 0;
  return static_cast<uint64_t>(status.st_size - position);
}

} // namespace wasixc
