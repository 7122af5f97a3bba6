// See file_copy.h.
#include "runtime/guest/file_copy.h"

#include "abi/seal.h"

#include <cerrno>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <unistd.h>

namespace wasixc::guest {

namespace {

// Exceeding the limit would raise a signal.
bool mayWriteFile(uint64_t size) {
  rlimit limit;
  return getrlimit(RLIMIT_FSIZE, &limit) == 0 && (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= size);
}

bool sendAll(int source, uint64_t offset, uint64_t size, int destination) {
  auto position = static_cast<off_t>(offset);
  while (size > 0) {
    const ssize_t count = sendfile(destination, source, &position, size);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    size -= static_cast<uint64_t>(count);
  }
  return true;
}

UniqueFd makeSealedFile(int source, uint64_t offset, uint64_t size) {
  if (!mayWriteFile(size))
    return UniqueFd();
  UniqueFd file(memfd_create("wasixc-image", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file || !sendAll(source, offset, size, file.get()) || !abi::seal(file.get()))
    return UniqueFd();
  return file;
}

} // namespace

bool readFully(int file, uint8_t *destination, uint64_t size, uint64_t offset) {
  while (size > 0) {
    const ssize_t count = pread(file, destination, size, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    destination += count;
    offset += static_cast<uint64_t>(count);
    size -= static_cast<uint64_t>(count);
  }
  return true;
}

bool copyFromFile(int file, uint64_t offset, uint64_t size, uint8_t *place) {
  constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
  return mmap(place, size, PROT_READ | PROT_WRITE, kFlags, -1, 0) != MAP_FAILED &&
         readFully(file, place, size, offset) && mprotect(place, size, PROT_READ) == 0;
}

FileCopy FileCopy::make(int file, uint64_t offset, uint64_t size) {
  FileCopy copy;
  copy.sealed = makeSealedFile(file, offset, size);
  if (copy.sealed) {
    void *address = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, copy.sealed.get(), 0);
    if (address != MAP_FAILED)
      copy.bytes = Mapping(address, size);
    return copy;
  }
  Mapping space = Mapping::reserve(size);
  if (space && copyFromFile(file, offset, size, space.data()))
    copy.bytes = std::move(space);
  return copy;
}

} // namespace wasixc::guest
