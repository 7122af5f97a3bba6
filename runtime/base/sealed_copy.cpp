// See sealed_copy.h.
#include "runtime/base/sealed_copy.h"

#include <algorithm>
#include <fcntl.h>
#include <memory>
#include <sys/mman.h>
#include <sys/stat.h>

namespace wasixc {

namespace {

constexpr size_t kChunk = 1 << 20;
constexpr int kSeals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW;

// Reads the file from its beginning to its end, in pieces, each of which `take` gets once.
template <typename Take>
Result<void> readAll(int file, uint64_t mostBytes, MustStop mustStop, Take take) {
  struct stat status;
  if (fstat(file, &status) != 0)
    return hostError();
  if (!S_ISREG(status.st_mode))
    return Errno::INVAL;
  const size_t chunk = std::clamp<size_t>(static_cast<size_t>(status.st_size), 4096, kChunk);
  const auto buffer = std::make_unique_for_overwrite<uint8_t[]>(chunk);
  for (uint64_t offset = 0;;) {
    if (mustStop && mustStop())
      return Errno::INTR;
    const ssize_t size = pread(file, buffer.get(), chunk, static_cast<off_t>(offset));
    if (size < 0 && hostErrno() == EINTR)
      continue;
    if (size < 0)
      return hostError();
    if (size == 0)
      return {};
    offset += static_cast<uint64_t>(size);
    if (offset > mostBytes)
      return Errno::FBIG;
    TRY(take(std::span<const uint8_t>(buffer.get(), static_cast<size_t>(size))));
  }
}

Result<void> writeAll(int file, std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t size = write(file, bytes.data(), bytes.size());
    if (size < 0 && hostErrno() == EINTR)
      continue;
    if (size <= 0)
      return hostError();
    bytes = bytes.subspan(static_cast<size_t>(size));
  }
  return {};
}

} // namespace

Result<SealedCopy> copySealed(int file, uint64_t mostBytes, MustStop mustStop) {
  UniqueFd copy(memfd_create("wasixc-copy", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!copy)
    return hostError();
  Sha256 hash;
  TRY(readAll(file, mostBytes, mustStop, [&](std::span<const uint8_t> bytes) -> Result<void> {
    hash.add(bytes);
    return writeAll(copy.get(), bytes);
  }));
  if (fcntl(copy.get(), F_ADD_SEALS, kSeals | F_SEAL_SEAL) != 0 || lseek(copy.get(), 0, SEEK_SET) != 0)
    return hostError();
  return SealedCopy{std::move(copy), hash.finish()};
}

Result<Sha256Digest> digestOf(int file, uint64_t mostBytes, MustStop mustStop) {
  Sha256 hash;
  TRY(readAll(file, mostBytes, mustStop, [&](std::span<const uint8_t> bytes) -> Result<void> {
    hash.add(bytes);
    return {};
  }));
  return hash.finish();
}

bool isSealed(int file) {
  const int seals = fcntl(file, F_GET_SEALS);
  return seals >= 0 && (seals & kSeals) == kSeals;
}

} // namespace wasixc
