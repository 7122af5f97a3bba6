// How an image says what its landing pads catch.
//
// Landing pads are described by the call-site tables that every Itanium-style unwinder knows
// (.gcc_except_table, in the image's read-only data, led to by the unwind table). What such a table calls a
// type info is here a number: the linker gives the symbol of a clause that absolute value, so it takes no
// relocation. A landing pad is entered only for a clause that matches, with the exception's handle in rax and
// the clause's number in the table in rdx; the values of a tag lie in the first scratch slots of the context.
// No cleanups, and no personality routine: its symbol is 0.
#pragma once

#include <cstdint>

namespace wasixc::abi {

// Handlers that hand out a reference to the exception keep it alive; the others consume it.
constexpr uint64_t kCatchAll = 0;
constexpr uint64_t kCatchAllReference = 1;

constexpr uint64_t catchTag(uint32_t tag, bool hasReference) {
  return 2 + 2 * uint64_t{tag} + uint64_t{hasReference};
}
constexpr bool catchesAll(uint64_t clause) { return clause < 2; }
constexpr bool catchesReference(uint64_t clause) { return (clause & 1) != 0; }
// Requires: not catchesAll.
constexpr uint64_t caughtTag(uint64_t clause) { return clause / 2 - 1; }

} // namespace wasixc::abi
