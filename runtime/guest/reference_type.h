// The exact types of references, where instances are linked: code itself knows only funcref, externref,
// exnref.
#pragma once

#include "abi/image.h"

#include <string_view>

namespace wasixc::guest {

struct ReferenceType {
  abi::HeapKind heap = abi::HeapKind::Func;
  bool isNullable = true;
  std::string_view concrete = {}; // the canonical type; empty when the heap type is abstract

  bool operator==(const ReferenceType &) const = default;

  // The nullable reference to everything of this kind.
  static ReferenceType any(abi::ValueKind kind);
};

// Subtyping of the specification, but for declared supertypes of concrete types: those count as unrelated.
bool isSubtype(const ReferenceType &sub, const ReferenceType &super);

} // namespace wasixc::guest
