// A WebAssembly value as bits: i32 and f32 in the low 32 bits, references in the low 64, v128 in all. The
// layout of a global slot and of a scratch slot.
#pragma once

#include "abi/context.h"

#include <cstdint>

namespace wasixc::guest {

struct alignas(16) Value {
  uint64_t low = 0;
  uint64_t high = 0;
};
static_assert(sizeof(Value) == abi::kGlobalSlotSize && sizeof(Value) == abi::kScratchSlotSize);

} // namespace wasixc::guest
