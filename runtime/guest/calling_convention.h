// Arguments and results of calls between guest functions (abi/context.h, FunctionDescriptor), as the host
// sees them: for calls of types that no compiler has seen. The values lie in a TrampolineFrame's registers
// and in the scratch area of the context under which the call is made.
//
// Packed values, as WASIX passes them in linear memory, follow one another without padding (semantics 15).
#pragma once

#include "abi/image.h"
#include "runtime/arch/switch.h"

#include <cstdint>
#include <span>

namespace wasixc::guest {

struct Signature {
  std::span<const abi::ValueKind> parameters;
  std::span<const abi::ValueKind> results;
};

// 0 for references, which have no bytes.
uint64_t packedBytes(abi::ValueKind kind);
uint64_t packedBytes(std::span<const abi::ValueKind> kinds);

// How many bytes of arguments System V would put on the stack, rounded up to 16: they lie in scratch.
uint64_t stackArgumentBytes(std::span<const abi::ValueKind> parameters);
// How many slots of scratch a call needs.
uint64_t scratchSlots(const Signature &signature);

// Between packed values and the places of a call. Values are taken from the bytes, and written to them, as
// far as these reach; further ones are zero, or lost. Requires: no references; `scratch` has scratchSlots.
void passArguments(const Signature &signature, std::span<const uint8_t> packed, arch::TrampolineFrame &frame,
                   void *scratch);
void takeArguments(const Signature &signature, std::span<uint8_t> packed, arch::TrampolineFrame &frame,
                   void *scratch);
void passResults(const Signature &signature, std::span<const uint8_t> packed, arch::TrampolineFrame &frame,
                 void *scratch);
void takeResults(const Signature &signature, std::span<uint8_t> packed, arch::TrampolineFrame &frame,
                 void *scratch);

} // namespace wasixc::guest
