// See type_hierarchy.h. Supertypes have smaller indices than their subtypes, so two passes do without a tree:
// from the last type to the first, each adds its size to its supertype's; from the first to the last, each
// takes the next free range within its supertype's.
#include "compiler/lower/type_hierarchy.h"

namespace wasixc {

TypeHierarchy::TypeHierarchy(const wasm::TypeTable &table) {
  ranges.assign(table.size(), {0, 0});
  auto supertype = [&](uint32_t type) -> std::optional<uint32_t> {
    if (!table[type].supertype)
      return std::nullopt;
    return table.canonical(*table[type].supertype);
  };
  uint32_t roots = 0;
  for (uint32_t type = table.size(); type-- > 0;) {
    if (table.canonical(type) != type)
      continue;
    ++ranges[type].count;
    if (const auto super = supertype(type))
      ranges[*super].count += ranges[type].count;
    else
      roots += ranges[type].count;
  }
  types.resize(roots);
  std::vector<uint32_t> next(table.size()); // the next free position within a type's range
  uint32_t nextRoot = 0;
  for (uint32_t type = 0; type < table.size(); ++type) {
    if (table.canonical(type) != type)
      continue;
    const auto super = supertype(type);
    uint32_t &free = super ? next[*super] : nextRoot;
    ranges[type].first = free;
    free += ranges[type].count;
    next[type] = ranges[type].first + 1;
    types[ranges[type].first] = type;
  }
}

} // namespace wasixc
