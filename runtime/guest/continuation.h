// A guest's continuation at a host call, kept aside: the bytes of its stack and its mutable globals (see
// abi/stack.h for why that is all). Linear memory is not part of it. It holds no address of a process, so a
// forked process can use its parent's.
#pragma once

#include "runtime/guest/exception_heap.h"
#include "runtime/guest/instance.h"

#include <cstdint>
#include <vector>

namespace wasixc::guest {

class Continuation {
public:
  // Requires: the guest is in a host call.
  static Continuation capture(const Instance &instance);
  // The same without the globals.
  static Continuation captureStack(const Instance &instance);
  // Puts it back, onto the stack that the instance's context has now; guest::resume continues it.
  void restore(const Instance &instance) const;

  size_t bytes() const { return stack.size() + globals.size(); }

  // What may hold references to exceptions.
  void addRoots(ExceptionHeap::Roots &roots) const;

private:
  std::vector<uint8_t> stack;
  std::vector<uint8_t> globals;
};

} // namespace wasixc::guest
