// stack_checkpoint and stack_restore: setjmp and longjmp for guests that leave frames to the host (WASIX
// semantics 13).
//
// A checkpoint is a copy of the continuation, found again by a number that nobody can guess from another. The
// function that made it may have returned since, as C libraries wrap the call, so a checkpoint lives until
// another one is made with the same snapshot record, or until there are too many: then the oldest go.
#pragma once

#include "runtime/guest/continuation.h"

#include <list>
#include <memory>
#include <unordered_map>

namespace wasixc {

class Checkpoints {
public:
  // The handle of a new checkpoint, for the record at guest address `record`.
  uint64_t add(uint32_t record, uint64_t result, guest::Continuation continuation);

  struct Checkpoint {
    uint64_t handle;
    uint32_t record;
    uint64_t result; // guest address of what the checkpoint returns
    std::shared_ptr<const guest::Continuation> continuation;
  };
  const Checkpoint *find(uint64_t handle) const;

  // What may hold references to exceptions.
  void addRoots(guest::ExceptionHeap::Roots &roots) const;

  // What a copy takes, about: the continuations are shared.
  uint64_t copiedBytes() const { return all.size() * kBytesPerCheckpoint; }
  // A forked process can go back to what its parent remembers.
  void copyFrom(const Checkpoints &other);

private:
  static constexpr size_t kMostBytes = 64 << 20; // of continuations and what leads to them
  static constexpr size_t kBytesPerCheckpoint = 256;
  using Place = std::list<Checkpoint>::iterator;
  void forget(Place place);

  std::list<Checkpoint> all; // oldest first
  std::unordered_map<uint64_t, Place> byHandle;
  std::unordered_map<uint32_t, Place> byRecord;
  size_t bytes = 0;
  uint64_t lastHandle = 0;
};

} // namespace wasixc
