#include "runtime/kernel/coroutines.h"

#include "abi/type_id.h"
#include "runtime/guest/store.h"

namespace wasixc {

std::optional<Coroutines::Id> Coroutines::create(Entry entry) {
  if (suspended.size() >= kMost)
    return std::nullopt;
  const Id id = ++lastId;
  suspended[id].entry = entry;
  return id;
}

Result<Coroutines::Switch> Coroutines::switchTo(Id id, abi::Context &caller, guest::Value *stackPointer) {
  Suspended own;
  own.frames = TRY(guest::Continuation::captureStack(caller));
  own.stackPointer = stackPointer ? static_cast<uint32_t>(stackPointer->low) : 0;

  auto next = suspended.extract(id);
  const Suspended &target = next.mapped();
  Switch result{&caller, target.entry};
  if (!target.entry) {
    result.context = &target.frames.restore(static_cast<guest::Instance *>(caller.instance)->store());
    if (stackPointer)
      stackPointer->low = target.stackPointer;
  }
  suspended[activeId] = std::move(own);
  activeId = id;
  return result;
}

void Coroutines::addRoots(guest::ExceptionHeap::Roots &roots) const {
  for (const auto &[id, coroutine] : suspended)
    coroutine.frames.addRoots(roots);
}

uint64_t Coroutines::bytes() const {
  uint64_t bytes = 0;
  for (const auto &[id, coroutine] : suspended)
    bytes += sizeof(Suspended) + coroutine.frames.bytes();
  return bytes;
}

void Coroutines::copyFrom(const Coroutines &other) {
  suspended = other.suspended;
  activeId = other.activeId;
  lastId = other.lastId;
}

Coroutines::Entry findCoroutineEntry(guest::Table &table, uint32_t index) {
  if (index >= table.size() || table.element().heap != abi::HeapKind::Func)
    return nullptr;
  const auto *function = reinterpret_cast<Coroutines::Entry>(table.elements()[index]);
  return function && function->typeId == abi::kCoroutineEntryType.id ? function : nullptr;
}

} // namespace wasixc
