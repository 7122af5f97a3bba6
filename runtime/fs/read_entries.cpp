// Reading a directory. A cookie stands for the host's own position behind an entry (d_off of getdents64), so
// every call goes back there, and nothing else about a listing has to be remembered.
#include "runtime/fs/host_directory.h"
#include "runtime/fs/host_stat.h"

#include <cstring>
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

// Appends as much of the bytes as fits.
void append(std::span<uint8_t> buffer, size_t &used, const void *bytes, size_t size) {
  const size_t fitting = std::min(size, buffer.size() - used);
  memcpy(buffer.data() + used, bytes, fitting);
  used += fitting;
}

} // namespace

Result<size_t> HostDirectory::readEntries(std::span<uint8_t> buffer, uint64_t cookie) {
  MutexLock lock(positionLock);
  if (lseek(fd.get(), static_cast<off_t>(cookies.positionOf(cookie)), SEEK_SET) < 0)
    return hostError();
  size_t used = 0;
  while (used < buffer.size()) {
    alignas(HostEntry) char entries[kHostBufferSize];
    const long size = syscall(SYS_getdents64, fd.get(), entries, sizeof entries);
    if (size < 0)
      return hostError();
    if (size == 0)
      break;
    for (long position = 0; position < size && used < buffer.size();) {
      const auto &entry = *reinterpret_cast<const HostEntry *>(entries + position);
      const abi::DirectoryEntry record = {
          .next = cookies.cookieOf(static_cast<uint64_t>(entry.next)),
          .inode = entry.inode,
          .nameLength = static_cast<uint32_t>(strlen(entry.name)),
          .fileType = static_cast<uint8_t>(typeOf(fd.get(), entry)),
      };
      append(buffer, used, &record, sizeof record);
      append(buffer, used, entry.name, record.nameLength);
      position += entry.length;
    }
  }
  return used;
}

} // namespace wasixc
