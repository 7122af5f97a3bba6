#include "runtime/guest/continuation.h"

#include "runtime/base/accountant.h"
#include "runtime/guest/store.h"

#include <cstring>

namespace wasixc::guest {

Result<Continuation> Continuation::captureStack(const abi::Context &context) {
  const auto *begin = reinterpret_cast<const uint8_t *>(context.guestStackPointer);
  const uint64_t bytes = context.guestStackHigh - context.guestStackPointer;
  if (!accountant::canAllocate(bytes))
    return Errno::NOMEM;
  Continuation captured;
  captured.caller = context.index;
  captured.stack.assign(begin, begin + bytes);
  return captured;
}

Result<Continuation> Continuation::capture(const abi::Context &context) {
  Continuation captured = TRY(captureStack(context));
  Store &store = static_cast<const Instance *>(context.instance)->store();
  size_t count = 0;
  store.forEachMutableGlobal([&](const Value &) { return ++count != 0; });
  if (!accountant::canAllocate(count * sizeof(Value)))
    return Errno::NOMEM;
  captured.globals.reserve(count);
  store.forEachMutableGlobal([&](const Value &value) {
    captured.globals.push_back(value);
    return true;
  });
  return captured;
}

abi::Context &Continuation::restore(Store &store) const {
  abi::Context &context = store.instances()[caller]->context();
  context.guestStackPointer = context.guestStackHigh - stack.size();
  memcpy(reinterpret_cast<void *>(context.guestStackPointer), stack.data(), stack.size());
  size_t next = 0;
  store.forEachMutableGlobal([&](Value &value) {
    if (next == globals.size())
      return false;
    value = globals[next++];
    return true;
  });
  return context;
}

// The bytes of the stack are words too, and the allocator aligns them.
void Continuation::addRoots(ExceptionHeap::Roots &roots) const {
  roots.emplace_back(reinterpret_cast<const uint64_t *>(stack.data()), stack.size() / sizeof(uint64_t));
  roots.emplace_back(reinterpret_cast<const uint64_t *>(globals.data()),
                     globals.size() * (sizeof(Value) / sizeof(uint64_t)));
}

} // namespace wasixc::guest
