// See exception_heap.h.
#include "runtime/guest/exception_heap.h"

#include "runtime/base/accountant.h"

#include <algorithm>

namespace wasixc::guest {

namespace {

constexpr size_t kMostKeptValues = 16; // in a free slot, so that the next exception finds room for its own

} // namespace

// A vector that grows is there twice, and becomes twice as large.
Exception *ExceptionHeap::create(const Tag *tag, std::span<const Value> values) {
  const bool isGrowing = freeSlots.empty() && slots.size() == slots.capacity();
  if (!accountant::canAllocate(values.size_bytes() + (isGrowing ? 3 * slots.size() * sizeof(Exception) : 0)))
    return nullptr;
  if (freeSlots.empty()) {
    freeSlots.push_back(static_cast<uint32_t>(slots.size()));
    slots.emplace_back();
  }
  const uint32_t index = freeSlots.back();
  freeSlots.pop_back();
  Exception &exception = slots[index];
  exception.handle = uint64_t{generation++} << 32 | (index + 1);
  exception.tag = tag;
  exception.values.assign(values.begin(), values.end());
  exception.trace.clear();
  exception.lastFunction = 0;
  exception.isReferenced = false;
  valueCount += values.size();
  return &exception;
}

Exception *ExceptionHeap::find(uint64_t handle) {
  const uint64_t index = (handle & 0xffffffff) - 1;
  if (handle == 0 || index >= slots.size() || slots[index].handle != handle)
    return nullptr;
  return &slots[index];
}

void ExceptionHeap::release(Exception &exception) {
  exception.handle = 0;
  valueCount -= exception.values.size();
  if (exception.values.size() > kMostKeptValues)
    exception.values = {};
  exception.values.clear();
  freeSlots.push_back(static_cast<uint32_t>(&exception - slots.data()));
}

void ExceptionHeap::mark(std::span<const uint64_t> words, std::vector<uint32_t> &marked) {
  for (const uint64_t word : words)
    if (Exception *exception = find(word); exception && !exception->isMarked) {
      exception->isMarked = true;
      marked.push_back(static_cast<uint32_t>(exception - slots.data()));
    }
}

void ExceptionHeap::collect(std::span<const std::span<const uint64_t>> roots) {
  std::vector<uint32_t> marked;
  for (const std::span<const uint64_t> words : roots)
    mark(words, marked);
  for (size_t i = 0; i < marked.size(); ++i) {
    const std::vector<Value> &values = slots[marked[i]].values;
    mark({reinterpret_cast<const uint64_t *>(values.data()), values.size() * sizeof(Value) / 8}, marked);
  }
  size_t words = 0;
  for (const std::span<const uint64_t> root : roots)
    words += root.size();
  for (Exception &exception : slots) {
    if (exception.handle != 0 && !exception.isMarked)
      release(exception);
    exception.isMarked = false;
  }
  // Looking through the roots must stay cheap beside the throws that lead to it.
  threshold = std::max({kMinimumThreshold, 2 * size(), size() + words / 16});
}

} // namespace wasixc::guest
