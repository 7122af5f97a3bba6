// See sealed_copy.h.
#include "runtime/base/sealed_copy.h"

#include "abi/seal.h"

#include <algorithm>
#include <fcntl.h>
#include <memory>
#include <sys/mman.h>
#include <sys/stat.h>

namespace wasixc {

namespace {

constexpr size_t kChunk = 1 << 20;

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

Result<void> writeAll(int file, std::span<const uint8_t> bytes, uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t size = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (size < 0 && hostErrno() == EINTR)
      continue;
    if (size <= 0)
      return hostError();
    bytes = bytes.subspan(static_cast<size_t>(size));
    offset += static_cast<uint64_t>(size);
  }
  return {};
}

bool isZero(std::span<const uint8_t> bytes) {
  return std::ranges::all_of(bytes, [](uint8_t byte) { return byte == 0; });
}

// Fills a file that is empty, from its beginning to its end. What is zero becomes a hole.
class SparseWriter {
public:
  SparseWriter(int file, Charge &charge) : file(file), charge(charge) {}

  Result<void> add(std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
      const auto part = bytes.first(std::min(bytes.size(), kPart - offset % kPart));
      if (!isZero(part)) {
        if (!charge.growTo(charge.size() + part.size()))
          return Errno::NOMEM;
        TRY(writeAll(file, part, offset));
      }
      offset += part.size();
      bytes = bytes.subspan(part.size());
    }
    return {};
  }

  Result<void> finish() {
    if (ftruncate(file, static_cast<off_t>(offset)) != 0)
      return hostError();
    return {};
  }

private:
  static constexpr size_t kPart = 64 << 10;

  const int file;
  Charge &charge;
  uint64_t offset = 0;
};

} // namespace

Result<SealedCopy> copySealed(int file, uint64_t mostBytes, MustStop mustStop) {
  UniqueFd copy(memfd_create("wasixc-copy", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!copy)
    return hostError();
  Sha256 hash;
  Charge charge;
  SparseWriter writer(copy.get(), charge);
  TRY(readAll(file, mostBytes, mustStop, [&](std::span<const uint8_t> bytes) -> Result<void> {
    hash.add(bytes);
    return writer.add(bytes);
  }));
  TRY(writer.finish());
  if (!abi::seal(copy.get()))
    return hostError();
  return SealedCopy{std::move(copy), hash.finish(), std::move(charge)};
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
  return seals >= 0 && (seals & abi::kSeals) == abi::kSeals;
}

} // namespace wasixc
