// Reserving, growing and filling linear memories.
#include "runtime/guest/memory.h"

#include <algorithm>
#include <cerrno>

namespace wasixc::guest {

namespace {

constexpr uint64_t kGuardBytes = 64 * 1024; // the widest access, and slack for vector code

// The most pages the limits allow, within what this implementation reserves.
uint64_t maximumPages(const abi::ImageLimits &limits) {
  const uint64_t ours =
      limits.is64 ? LinearMemory::kMaximumBytes64 / abi::kWasmPageSize : LinearMemory::kMaximumPages32;
  return std::min(limits.maximum, ours);
}

uint64_t reservationBytes(const abi::ImageLimits &limits) {
  // index + offset, both up to 2^32 - 1.
  constexpr uint64_t kReach32 = 8ull << 30;
  return (limits.is64 ? maximumPages(limits) * abi::kWasmPageSize : kReach32) + kGuardBytes;
}

bool readFully(int fd, uint8_t *destination, uint64_t size, uint64_t fileOffset) {
  while (size > 0) {
    const ssize_t count = pread(fd, destination, size, static_cast<off_t>(fileOffset));
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    destination += count;
    fileOffset += static_cast<uint64_t>(count);
    size -= static_cast<uint64_t>(count);
  }
  return true;
}

} // namespace

Expected<std::shared_ptr<LinearMemory>> LinearMemory::create(const abi::ImageLimits &limits) {
  if (limits.minimum > maximumPages(limits))
    return Error{abi::Errno::NOMEM, "memory of " + std::to_string(limits.minimum) + " pages is too large"};
  Mapping reservation = Mapping::reserve(reservationBytes(limits));
  if (!reservation)
    return Error{abi::Errno::NOMEM, "no address space for a linear memory"};
  std::shared_ptr<LinearMemory> memory(new LinearMemory(limits, std::move(reservation)));
  if (memory->grow(limits.minimum) < 0)
    return Error{abi::Errno::NOMEM,
                 "no memory for a linear memory of " + std::to_string(limits.minimum) + " pages"};
  return memory;
}

int64_t LinearMemory::grow(uint64_t pages) {
  const std::scoped_lock lock(growing);
  const uint64_t oldBytes = byteSize();
  const uint64_t oldPages = oldBytes / abi::kWasmPageSize;
  const uint64_t maximum = std::min(maximumPages(declared), byteLimit / abi::kWasmPageSize);
  if (oldPages > maximum || pages > maximum - oldPages)
    return -1;
  const uint64_t addedBytes = pages * abi::kWasmPageSize;
  if (addedBytes > 0 && mprotect(base() + oldBytes, addedBytes, PROT_READ | PROT_WRITE) != 0)
    return -1;
  // Whoever reads the new size may use the new bytes.
  __atomic_store_n(&sharedState.byteSize, oldBytes + addedBytes, __ATOMIC_RELEASE);
  return static_cast<int64_t>(oldPages);
}

Expected<std::monostate> LinearMemory::load(uint64_t address, uint64_t size, int fd, uint64_t fileOffset) {
  uint64_t mapped = 0;
  const bool aligned = address % abi::kPageSize == 0 && fileOffset % abi::kPageSize == 0;
  if (size >= kMapInsteadOfRead && aligned) {
    // Whole pages only: behind the last byte of the run the file goes on, but the memory is zero.
    mapped = size & ~(abi::kPageSize - 1);
    if (mmap(base() + address, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, fd,
             static_cast<off_t>(fileOffset)) == MAP_FAILED)
      return Error{abi::Errno::NOMEM, "cannot map the initial memory"};
  }
  if (!readFully(fd, base() + address + mapped, size - mapped, fileOffset + mapped))
    return Error{abi::Errno::IO, "cannot read the initial memory"};
  return std::monostate();
}

} // namespace wasixc::guest
