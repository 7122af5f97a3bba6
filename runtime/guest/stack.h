// Native stacks for guest threads. abi/stack.h says what may lie on them, and why that makes fork possible.
//
// Stacks of the default size are pooled: they stay mapped and what a guest usually touches stays resident, so
// that a fork finds a stack without a system call. What is left on them is not cleared: a guest cannot read
// below its stack pointer.
//
// A guest touches its stack without asking anybody. So a part of each is charged from the start, and the
// scheduler has the stack of a fiber that has run for a while looked at (settle): a page that is touched for
// the first time takes the kernel a quarter of a microsecond at least.
#pragma once

#include "abi/stack.h"
#include "runtime/base/accountant.h"
#include "runtime/guest/error.h"
#include "runtime/guest/mapping.h"

namespace wasixc::guest {

class GuestStack {
public:
  static constexpr uint64_t kDefaultBytes = 8ull << 20;

  static constexpr uint64_t kChargedBytes = 256 * 1024; // from the start, of whatever size it is

  // A stack of `bytes` (rounded up to pages) between inaccessible guards.
  static Expected<GuestStack> create(uint64_t bytes = kDefaultBytes);
  GuestStack(GuestStack &&) = default;
  GuestStack &operator=(GuestStack &&) = default;
  ~GuestStack();

  uint64_t low() const { return reinterpret_cast<uint64_t>(mapping.data()) + abi::kStackGuardSize; }
  uint64_t high() const { return reinterpret_cast<uint64_t>(mapping.data()) + mapping.size() - abi::kStackGuardSize; }

  // Charges what has been touched since the last time. False when that is more than there is.
  bool settle();

private:
  friend class StackPool;

  GuestStack(Mapping mapping, Charge charge) : mapping(std::move(mapping)), charge(std::move(charge)) {}
  static Mapping mapNew(uint64_t bytes);
  // Gives back the memory of all but the upper `keptBytes`, for the next user.
  void recycle(uint64_t keptBytes);

  Mapping mapping;
  Charge charge; // for as many bytes below high(): more than have been touched when it was settled last
  bool isOverdrawn = false; // unless there was no room for that
};

} // namespace wasixc::guest
