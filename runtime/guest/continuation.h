// A guest's continuation at a host call, kept aside: the bytes of its stack and its mutable globals (see
// abi/stack.h for why that is all). Linear memory is not part of it. It holds no address of a process, so a
// forked process can use its parent's.
#pragma once

#include "runtime/base/result.h"
#include "runtime/guest/exception_heap.h"
#include "runtime/guest/instance.h"

#include <cstdint>
#include <vector>

namespace wasixc::guest {

class Continuation {
public:
  // NOMEM when there is no room for it. Requires: the guest is in a host call that it has made under this
  // context.
  static Result<Continuation> capture(const abi::Context &caller);
  // The same without the globals.
  static Result<Continuation> captureStack(const abi::Context &caller);
  // Puts it back into the store that it was captured from, or a forked one; guest::resume continues it under
  // the context that is returned. What was linked since then keeps its globals.
  abi::Context &restore(Store &store) const;

  size_t bytes() const { return stack.size() + globals.size() * sizeof(Value); }

  // What may hold references to exceptions.
  void addRoots(ExceptionHeap::Roots &roots) const;

private:
  uint64_t caller = 0; // the context's index
  std::vector<uint8_t> stack;
  std::vector<Value> globals; // in the order of Store::mutableGlobals
};

} // namespace wasixc::guest
