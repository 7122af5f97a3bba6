// Native stacks for guest threads. abi/stack.h says what may lie on them, and why that makes fork possible.
#pragma once

#include "abi/stack.h"
#include "runtime/guest/error.h"
#include "runtime/guest/mapping.h"

namespace wasixc::guest {

class GuestStack {
public:
  static constexpr uint64_t kDefaultBytes = 8ull << 20;

  // A stack of `bytes` (rounded up to pages) above an inaccessible guard.
  static Expected<GuestStack> create(uint64_t bytes = kDefaultBytes);

  uint64_t low() const { return reinterpret_cast<uint64_t>(mapping.data()) + abi::kStackGuardSize; }
  uint64_t high() const { return reinterpret_cast<uint64_t>(mapping.data()) + mapping.size(); }

  // Gives back the memory of all but the upper `keptBytes`, for the next user. What is kept is not cleared:
  // a guest cannot read below its stack pointer.
  void recycle(uint64_t keptBytes);

private:
  explicit GuestStack(Mapping mapping) : mapping(std::move(mapping)) {}

  Mapping mapping;
};

} // namespace wasixc::guest
