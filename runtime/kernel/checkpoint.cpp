#include "runtime/kernel/checkpoint.h"

namespace wasixc {

uint64_t Checkpoints::add(uint32_t record, uint64_t result, guest::Continuation continuation) {
  if (const auto found = byRecord.find(record); found != byRecord.end())
    forget(found->second);
  bytes += continuation.bytes() + kBytesPerCheckpoint;
  const uint64_t handle = ++lastHandle;
  all.push_back(
      {handle, record, result, std::make_shared<const guest::Continuation>(std::move(continuation))});
  byHandle[handle] = byRecord[record] = std::prev(all.end());
  while (bytes > kMostBytes && all.size() > 1)
    forget(all.begin());
  return handle;
}

const Checkpoints::Checkpoint *Checkpoints::find(uint64_t handle) const {
  const auto found = byHandle.find(handle);
  return found == byHandle.end() ? nullptr : &*found->second;
}

void Checkpoints::addRoots(guest::ExceptionHeap::Roots &roots) const {
  for (const Checkpoint &checkpoint : all)
    checkpoint.continuation->addRoots(roots);
}

void Checkpoints::copyFrom(const Checkpoints &other) {
  all = other.all;
  bytes = other.bytes;
  lastHandle = other.lastHandle;
  for (auto place = all.begin(); place != all.end(); ++place)
    byHandle[place->handle] = byRecord[place->record] = place;
}

void Checkpoints::forget(Place place) {
  bytes -= place->continuation->bytes() + kBytesPerCheckpoint;
  byHandle.erase(place->handle);
  byRecord.erase(place->record);
  all.erase(place);
}

} // namespace wasixc
