// The exceptions of a store: what exnref values name.
//
// Guest code knows an exception by its handle, a number that may lie in guest frames, globals and tables. So
// a forked process, whose store has a copy of the heap, finds its exceptions under the same handles. An
// exception that no reference was made of dies when it is caught. For the others nobody counts references;
// when many have gathered, collect() looks for handles in everything that can hold one and frees the rest. A
// word that only looks like a handle costs memory, nothing else: handles are never used twice.
#pragma once

#include "runtime/guest/external.h"
#include "runtime/guest/value.h"

#include <cstdint>
#include <span>
#include <vector>

namespace wasixc::guest {

struct Exception {
  uint64_t handle = 0; // 0: this slot is free
  const Tag *tag = nullptr;
  std::vector<Value> values;
  // Where it was thrown, and the frames it has passed since: program counters, innermost first. Handlers that
  // only clean up throw it again, which is to be seen as one throw.
  std::vector<uintptr_t> trace;
  uint64_t lastFunction = 0; // of the last frame in the trace: where its code begins
  bool isReferenced = false; // a reference of it was made, and may be anywhere
  bool isMarked = false;
};

class ExceptionHeap {
public:
  // Words of any meaning, among which there may be references.
  using Roots = std::vector<std::span<const uint64_t>>;

  // Null when there is no room for it. Requires: the tag outlives the store.
  Exception *create(const Tag *tag, std::span<const Value> values);
  // Null if there is no such exception.
  Exception *find(uint64_t handle);
  void release(Exception &exception);

  size_t size() const { return slots.size() - freeSlots.size(); }
  // What a copy takes, about.
  uint64_t bytes() const { return slots.size() * sizeof(Exception) + valueCount * sizeof(Value); }
  bool wantsCollection() const { return size() >= threshold; }
  // Keeps what is named in `roots`, or by the values of an exception that is kept.
  void collect(std::span<const std::span<const uint64_t>> roots);

private:
  void mark(std::span<const uint64_t> words, std::vector<uint32_t> &marked);

  static constexpr size_t kMinimumThreshold = 4096;
  // A handle is a slot's number + 1 and, above it, a count that no other handle has. It begins far from what
  // programs keep in memory.
  static constexpr uint32_t kFirstGeneration = 0x9e3779b9;

  std::vector<Exception> slots;
  std::vector<uint32_t> freeSlots;
  uint64_t valueCount = 0; // of all exceptions
  uint32_t generation = kFirstGeneration;
  size_t threshold = kMinimumThreshold;
};

} // namespace wasixc::guest
