// Values as the converted suite writes them, and as the runtime holds them.
//
// The suite writes bit patterns in decimal. A host reference N is N + 1 for the runtime, as 0 is null.
#pragma once

#include "runtime/guest/value.h"

#include "llvm/Support/JSON.h"

#include <optional>
#include <string>

namespace wasixc::spec {

// An argument. None when it is of a kind this runner cannot make.
std::optional<guest::Value> parseValue(const llvm::json::Object &value);

// Whether `actual` is what the suite expects, NaN patterns and "any reference" included.
bool matches(const llvm::json::Object &expected, guest::Value actual);

// For messages: the bits, and what was expected.
std::string describe(guest::Value value);

} // namespace wasixc::spec
