#include "runtime/kernel/coroutines.h"

namespace wasixc {

namespace {

// Where C programs keep the pointer to their stack in linear memory, or null.
guest::Value *stackPointerGlobal(const guest::Instance &instance) {
  const auto item = instance.exportNamed("__stack_pointer");
  const auto *global = item ? std::get_if<guest::GlobalExternal>(&*item) : nullptr;
  const bool isUsable = global && global->isMutable && global->type == abi::ValueKind::I32;
  return isUsable ? global->slot : nullptr;
}

bool isEntryType(const abi::ImageType &type) {
  return type.entry != 0 && type.parameters.count == 0 && type.results.count == 0;
}

} // namespace

std::optional<Coroutines::Id> Coroutines::create(Entry entry) {
  if (suspended.size() >= kMost)
    return std::nullopt;
  const Id id = ++lastId;
  suspended[id].entry = entry;
  return id;
}

std::optional<Coroutines::Entry> Coroutines::switchTo(Id id, guest::Instance &instance) {
  guest::Value *stackPointer = stackPointerGlobal(instance);
  Suspended own;
  own.frames = guest::Continuation::captureStack(instance.context());
  own.stackPointer = stackPointer ? static_cast<uint32_t>(stackPointer->low) : 0;

  auto next = suspended.extract(id);
  const Suspended &target = next.mapped();
  if (!target.entry) {
    target.frames.restore(instance.store());
    if (stackPointer)
      stackPointer->low = target.stackPointer;
  }
  suspended[activeId] = std::move(own);
  activeId = id;
  return target.entry;
}

void Coroutines::addRoots(guest::ExceptionHeap::Roots &roots) const {
  for (const auto &[id, coroutine] : suspended)
    coroutine.frames.addRoots(roots);
}

void Coroutines::copyFrom(const Coroutines &other) {
  suspended = other.suspended;
  activeId = other.activeId;
  lastId = other.lastId;
}

std::optional<Coroutines::Entry> findCoroutineEntry(const guest::Instance &instance, uint32_t index) {
  const guest::Image &image = instance.image();
  if (image.header().tables.count == 0 || index >= instance.table(0)->size() ||
      instance.table(0)->element().heap != abi::HeapKind::Func)
    return std::nullopt;
  const auto *function =
      reinterpret_cast<const abi::FunctionDescriptor *>(instance.table(0)->elements()[index]);
  if (!function)
    return std::nullopt;
  const auto types = image.types();
  for (uint32_t i = 0; i < types.size(); ++i)
    if (types[i].id == function->typeId && isEntryType(types[i]))
      return Coroutines::Entry{function, i};
  return std::nullopt;
}

} // namespace wasixc
