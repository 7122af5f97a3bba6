// The run-time identifiers of a module's types (abi/type_id.h).
#pragma once

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace wasixc::wasm {

uint64_t typeIdentifier(llvm::StringRef canonical);

// Equal types must have equal identifiers, and only those: a function called under a wrong type would read
// registers that nobody has set.
class TypeIdentifiers {
public:
  // Knows the types that the runtime compares with on its own.
  TypeIdentifiers();

  // The identifier of a type with this text; none if another type has it. Tests bring their own identifiers.
  std::optional<uint64_t> add(llvm::StringRef canonical) { return add(canonical, typeIdentifier(canonical)); }
  std::optional<uint64_t> add(llvm::StringRef canonical, uint64_t id);

private:
  std::unordered_map<uint64_t, std::string> owners;
};

} // namespace wasixc::wasm
