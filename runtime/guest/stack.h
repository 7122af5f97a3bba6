// Native stacks for guest threads. abi/stack.h says what may lie on them, and why that makes fork possible.
//
// Stacks of the default size are pooled: they stay mapped and what a guest usually touches stays resident, so
// that a fork finds a stack without a system call. What is left on them is not cleared: a guest cannot read
// below its stack pointer.
#pragma once

#include "abi/stack.h"
#include "runtime/guest/error.h"
#include "runtime/guest/mapping.h"

namespace wasixc::guest {

class GuestStack {
public:
  static constexpr uint64_t kDefaultBytes = 8ull << 20;

  // A stack of `bytes` (rounded up to pages) between inaccessible guards.
  static Expected<GuestStack> create(uint64_t bytes = kDefaultBytes);
  GuestStack(GuestStack &&) = default;
  GuestStack &operator=(GuestStack &&) = default;
  ~GuestStack();

  uint64_t low() const { return reinterpret_cast<uint64_t>(mapping.data()) + abi::kStackGuardSize; }
  uint64_t high() const { return reinterpret_cast<uint64_t>(mapping.data()) + mapping.size() - abi::kStackGuardSize; }

  // Gives back the memory of all but the upper `keptBytes`, for the next user.
  void recycle(uint64_t keptBytes);

private:
  explicit GuestStack(Mapping mapping) : mapping(std::move(mapping)) {}
  static Mapping mapNew(uint64_t bytes);

  Mapping mapping;
};

} // namespace wasixc::guest
