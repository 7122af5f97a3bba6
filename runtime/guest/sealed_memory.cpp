#include "runtime/guest/sealed_memory.h"

#include "abi/image.h"

#include <algorithm>

namespace wasixc::guest {

namespace {

constexpr size_t kChunkBytes = 64 * 1024; // address space; pages come when they are used

} // namespace

void *SealedMemory::allocate(size_t count, size_t size) {
  if (count > SIZE_MAX / 2 / size)
    return nullptr;
  const size_t bytes = (count * size + kAlignment - 1) & ~(kAlignment - 1);
  const bool fits = !chunks.empty() && bytes <= chunks.back().size() - used;
  if (!(fits ? open() : addChunk(bytes)))
    return nullptr;
  if (!charge.growTo(charge.size() + bytes))
    return nullptr;
  void *place = chunks.back().data() + used;
  used += bytes;
  return place;
}

bool SealedMemory::open() {
  if (sealed == chunks.size() &&
      mprotect(chunks.back().data(), chunks.back().size(), PROT_READ | PROT_WRITE) == 0)
    --sealed;
  return sealed < chunks.size();
}

bool SealedMemory::addChunk(size_t bytes) {
  const size_t size = (std::max(bytes, kChunkBytes) + abi::kPageSize - 1) & ~(abi::kPageSize - 1);
  void *address = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (address == MAP_FAILED)
    return false;
  chunks.emplace_back(address, size);
  used = 0;
  return true;
}

void SealedMemory::seal() {
  while (sealed < chunks.size() && mprotect(chunks[sealed].data(), chunks[sealed].size(), PROT_READ) == 0)
    ++sealed;
}

} // namespace wasixc::guest
