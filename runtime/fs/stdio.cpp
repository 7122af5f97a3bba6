#include "runtime/fs/stdio.h"

#include "runtime/base/host_poller.h"
#include "runtime/base/standard_descriptors.h"
#include "runtime/fs/host_stat.h"
#include "runtime/fs/rights.h"
#include "runtime/fs/vectors.h"

#include <climits>
#include <fcntl.h>

namespace wasixc {

namespace {

constexpr uint16_t kGuestFlags = abi::kFdNonblock | abi::kFdAppend;

} // namespace

Ref<StandardFile> StandardFile::adopt(int fd, std::atomic<bool> &hasOutput) {
  struct stat status;
  const int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || (flags & O_PATH) || fstat(fd, &status) != 0)
    return {};
  return makeRef<StandardFile>(fd, fileTypeOf(status.st_mode), flags, hasOutput);
}

StandardFile::StandardFile(int fd, abi::FileType type, int hostFlags, std::atomic<bool> &hasOutput)
    : HostFile(UniqueFd(fd), type), accessMode(hostFlags & O_ACCMODE), hostAppends(hostFlags & O_APPEND),
      guestFlags(fdFlagsOf(hostFlags) & kGuestFlags), hasOutput(hasOutput) {}

// When the last guest closes it, readers at the other end must see the end of file.
StandardFile::~StandardFile() { standardDescriptors::abandon(releaseHostFd()); }

bool StandardFile::mayWait() const {
  return isRegular() || !(guestFlags.load(std::memory_order_relaxed) & abi::kFdNonblock);
}

bool StandardFile::appends() const {
  return isRegular() && (guestFlags.load(std::memory_order_relaxed) & abi::kFdAppend);
}

// A guest that waits does so even if another program has made the description non-blocking meanwhile.
Result<size_t> StandardFile::read(Vectors vectors) {
  if (!mayWait())
    return blocking::readNow(hostFd(), vectors);
  for (;;) {
    auto result = HostFile::read(vectors);
    if (result.ok() || result.error() != Errno::AGAIN)
      return result;
    TRY(waitForHost(hostFd(), POLLIN));
  }
}

Result<size_t> StandardFile::write(Vectors vectors) {
  hasOutput.store(true, std::memory_order_relaxed);
  if (appends())
    return blocking::append(hostFd(), vectors);
  if (!mayWait())
    return writeNow(vectors);
  for (;;) {
    auto result = HostFile::write(vectors);
    if (result.ok() || result.error() != Errno::AGAIN)
      return result;
    TRY(waitForHost(hostFd(), POLLOUT));
  }
}

// As much as there is room for.
Result<size_t> StandardFile::writeNow(Vectors vectors) {
  // What fits into a terminal, and into a named pipe, that poll calls ready. Up to PIPE_BUF nobody else's
  // bytes may come in between (POSIX write).
  constexpr size_t kTerminalPiece = 64;
  const size_t piece = type() == abi::FileType::CharacterDevice ? kTerminalPiece : PIPE_BUF;
  RemainingVectors remaining(vectors);
  for (size_t written = 0;;) {
    const auto result = blocking::writeNow(hostFd(), remaining.vectors(), piece);
    if (!result.ok())
      return written > 0 ? Result<size_t>(written) : result.error();
    written += *result;
    if (*result == 0 || written == totalSize(vectors))
      return written;
    remaining.skip(*result);
  }
}

// With APPEND the offset means nothing on Linux (pwrite(2), "Bugs").
Result<size_t> StandardFile::writeAt(Vectors vectors, uint64_t offset) {
  if (appends())
    return blocking::appendAt(hostFd(), vectors, offset);
  return HostFile::writeAt(vectors, offset);
}

Result<uint16_t> StandardFile::flags() {
  const uint16_t host = TRY(HostFile::flags());
  return static_cast<uint16_t>((host & ~kGuestFlags) | guestFlags.load(std::memory_order_relaxed));
}

Result<void> StandardFile::setFlags(uint16_t flags) {
  const int kept = hostAppends ? abi::kFdAppend : 0;
  guestFlags.store(static_cast<uint16_t>((flags & kGuestFlags) | kept), std::memory_order_relaxed);
  return {};
}

uint64_t StandardFile::possibleRights() const {
  uint64_t rights = HostFile::possibleRights();
  if (type() == abi::FileType::Directory)
    rights = kStreamRights; // no grant comes in by redirection
  if (accessMode == O_RDONLY)
    rights &= ~kWriteRights;
  // The times of a file that is only read, and of the host's devices, are not the guest's to set.
  if (accessMode == O_RDONLY || !isRegular())
    rights &= ~kRightFdFilestatSetTimes;
  if (accessMode == O_WRONLY)
    rights &= ~kReadRights;
  return rights;
}

} // namespace wasixc
