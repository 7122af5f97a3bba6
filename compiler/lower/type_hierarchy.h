// The types of a module in an order in which a type and all its subtypes are neighbors: the preorder of the
// trees that declared supertypes make. So whether a type is a subtype of another one is a question of a
// range.
#pragma once

#include "compiler/wasm/type_table.h"

namespace wasixc {

class TypeHierarchy {
public:
  struct Range {
    uint32_t first;
    uint32_t count;
  };

  TypeHierarchy() = default;
  explicit TypeHierarchy(const wasm::TypeTable &types);

  // The positions of a type and its subtypes. Requires: `type` is the canonical index of a type.
  Range subtypes(uint32_t type) const { return ranges[type]; }
  // By position; each equal type once, by its canonical index.
  llvm::ArrayRef<uint32_t> order() const { return types; }
  llvm::ArrayRef<uint32_t> typesIn(Range range) const { return order().slice(range.first, range.count); }

private:
  std::vector<uint32_t> types;
  std::vector<Range> ranges; // by type index; zero for those that are not canonical
};

} // namespace wasixc
