#include "runtime/guest/continuation.h"

#include <cstring>

namespace wasixc::guest {

Continuation Continuation::captureStack(const Instance &instance) {
  const abi::Context &context = instance.context();
  const auto *begin = reinterpret_cast<const uint8_t *>(context.guestStackPointer);
  Continuation captured;
  captured.stack.assign(begin, begin + (context.guestStackHigh - context.guestStackPointer));
  return captured;
}

Continuation Continuation::capture(const Instance &instance) {
  Continuation captured = captureStack(instance);
  const auto globals = instance.globalBytes();
  captured.globals.assign(globals.begin(), globals.end());
  return captured;
}

void Continuation::restore(const Instance &instance) const {
  abi::Context &context = instance.context();
  context.guestStackPointer = context.guestStackHigh - stack.size();
  memcpy(reinterpret_cast<void *>(context.guestStackPointer), stack.data(), stack.size());
  if (!globals.empty())
    memcpy(instance.globalBytes().data(), globals.data(), globals.size());
}

// Both consist of words, and the allocator aligns them.
void Continuation::addRoots(ExceptionHeap::Roots &roots) const {
  for (const std::vector<uint8_t> *bytes : {&stack, &globals})
    roots.emplace_back(reinterpret_cast<const uint64_t *>(bytes->data()), bytes->size() / sizeof(uint64_t));
}

} // namespace wasixc::guest
