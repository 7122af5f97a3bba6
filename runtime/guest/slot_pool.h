// Address space for 32-bit linear memories, kept when a process ends and handed to the next one.
//
// Unmapping, mapping and faulting in cost far more than copying: a slot stays mapped with the pages its last
// owner touched, and its new owner overwrites or clears them (LinearMemory does, before any guest runs). The
// pool as a whole keeps a limited amount of memory, which stays charged; beyond that, slots give theirs back to
// the kernel.
#pragma once

#include "runtime/base/accountant.h"
#include "runtime/guest/mapping.h"

namespace wasixc::guest {

// Inaccessible in front of every memory: what an index reaches that is taken for a signed number by mistake.
// Generated code never does that; a bug of the compiler must find nothing there.
constexpr uint64_t kFrontGuard = 2ull << 30;

struct MemorySlot {
  Mapping reservation;       // the guard in front and all that can be reached
  uint64_t accessible = 0;   // bytes from the base on that can be read and written
  uint64_t used = 0;         // bytes from the base on that may hold anything; the rest of them is zero
  bool hasFilePages = false; // parts are mapped from a file: not to be reused
  Charge charge;             // for what is accessible, or was when it was returned

  // A slot whose base can be followed by `reach` bytes, none of them accessible. Empty when the kernel refuses.
  static MemorySlot reserve(uint64_t reach) { return {.reservation = Mapping::reserve(kFrontGuard + reach), .charge = {}}; }
  uint8_t *base() const { return reservation.data() + kFrontGuard; }
};

// The kernel aligns address space whose size is a multiple of this to it, for its own huge pages. Here it
// helps to move page tables as a whole.
constexpr uint64_t kSlotAlignment = 2 << 20;

// What an index plus an offset can reach in a 32-bit memory, both up to 2^32 - 1, and slack for the widest access.
constexpr uint64_t kMemoryReach32 = (8ull << 30) + kSlotAlignment;

// A slot of kMemoryReach32, of which exactly `bytes` are accessible and charged. Empty when the kernel or the
// accountant refuses.
MemorySlot takeSlot(uint64_t bytes);
void giveSlot(MemorySlot slot);

} // namespace wasixc::guest
