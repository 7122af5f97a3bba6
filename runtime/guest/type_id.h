// Types of functions as texts and as run-time identifiers, as the compiler writes them.
#pragma once

#include "abi/type_id.h"
#include "runtime/base/sha256.h"
#include "runtime/guest/calling_convention.h"

#include <string>

namespace wasixc::guest {

inline uint64_t typeId(std::string_view canonical) { return abi::typeIdOf(sha256(canonical)); }

// The canonical text of a type without references (compiler/wasm/type_table.cpp), such as "(i32 i64)->(f32)".
std::string canonicalText(const Signature &signature);

// Whether this can be the canonical text of a type with these values: of a member of a recursive group it
// says nothing else.
bool isTextOf(std::string_view text, const Signature &signature);

} // namespace wasixc::guest
