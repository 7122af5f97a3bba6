#include "runtime/fs/stdio.h"

#include "runtime/fs/host_stat.h"
#include "runtime/fs/rights.h"

#include <fcntl.h>

namespace wasixc {

Ref<StandardFile> StandardFile::adopt(int fd, std::atomic<bool> &hasOutput) {
  struct stat status;
  const int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fstat(fd, &status) != 0)
    return {};
  return makeRef<StandardFile>(fd, fileTypeOf(status.st_mode), flags & O_ACCMODE, hasOutput);
}

StandardFile::StandardFile(int fd, abi::FileType type, int accessMode, std::atomic<bool> &hasOutput)
    : HostFile(UniqueFd(fd), type), accessMode(accessMode), hasOutput(hasOutput) {}

// When the last guest closes it, readers at the other end must see the end of file. The number itself stays
// occupied: the runtime's own messages go to 2, and must never end up in some file that was opened later.
StandardFile::~StandardFile() {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0)
    return;
  const int number = releaseHostFd();
  dup2(null, number);
  close(null);
}

Result<size_t> StandardFile::write(Vectors vectors) {
  hasOutput.store(true, std::memory_order_relaxed);
  return HostFile::write(vectors);
}

uint64_t StandardFile::possibleRights() const {
  uint64_t rights = HostFile::possibleRights();
  if (type() == abi::FileType::Directory)
    rights = kStreamRights; // no grant comes in by redirection
  if (accessMode == O_RDONLY)
    rights &= ~kWriteRights;
  if (accessMode == O_WRONLY)
    rights &= ~kReadRights;
  return rights;
}

} // namespace wasixc
