// See type_identifiers.h.
#include "compiler/wasm/type_identifiers.h"

#include "abi/type_id.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace llvm;

namespace wasixc::wasm {

uint64_t typeIdentifier(StringRef canonical) {
  return abi::typeIdOf(SHA256::hash(arrayRefFromStringRef(canonical)));
}

TypeIdentifiers::TypeIdentifiers() {
  for (const abi::KnownType &type : {abi::kCoroutineEntryType, abi::kClosureBackingType})
    owners.try_emplace(type.id, type.canonical);
}

std::optional<uint64_t> TypeIdentifiers::add(StringRef canonical, uint64_t id) {
  if (owners.try_emplace(id, canonical).first->second != canonical)
    return std::nullopt;
  return id;
}

} // namespace wasixc::wasm
