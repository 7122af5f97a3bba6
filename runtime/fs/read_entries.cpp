// Reading a directory. A cookie stands for the host's own position behind an entry (d_off of getdents64), so
// every call goes back there, and nothing else about a listing has to be remembered.
#include "runtime/base/wait_queue.h"
#include "runtime/fs/host_directory.h"
#include "runtime/fs/host_stat.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasixc {

namespace {

// As the kernel writes it; the name ends in NUL.
struct HostEntry {
  uint64_t inode;
  int64_t next;
  uint16_t length;
  uint8_t type;
  char name[1];
};
constexpr size_t kHostBufferSize = 8192;

// Not every file system keeps the type in its directories.
abi::FileType typeOf(int directory, const HostEntry &entry) {
  struct stat status;
  if (entry.type == DT_UNKNOWN && fstatat(directory, entry.name, &status, AT_SYMLINK_NOFOLLOW) == 0)
    return fileTypeOf(status.st_mode);
  return fileTypeOfEntry(entry.type);
}

} // namespace

Result<size_t> HostDirectory::readEntries(std::span<uint8_t> buffer, uint64_t cookie) {
  MutexLock lock(positionLock);
  if (lseek(fd.get(), static_cast<off_t>(cookies.positionOf(cookie)), SEEK_SET) < 0)
    return hostError();
  EntryWriter writer(buffer);
  while (!writer.isFull()) {
    alignas(HostEntry) char entries[kHostBufferSize];
    const long size = syscall(SYS_getdents64, fd.get(), entries, sizeof entries);
    if (size < 0)
      return hostError();
    if (size == 0)
      break;
    if (parking::mustLeave())
      return Errno::INTR;
    for (long position = 0; position < size && !writer.isFull();) {
      const auto &entry = *reinterpret_cast<const HostEntry *>(entries + position);
      writer.add(cookies.cookieOf(static_cast<uint64_t>(entry.next)), entry.inode, typeOf(fd.get(), entry),
                 entry.name);
      position += entry.length;
    }
  }
  return writer.size();
}

} // namespace wasixc
