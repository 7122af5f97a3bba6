// The type index space of a module: identity across recursive groups and subtyping.
//
// Two types are equal when they stand at the same position of recursive groups with the same structure
// (iso-recursive equality, validation section 3.1.3). Each group is therefore serialized, with references
// into itself made relative and references out of it replaced by the identity of their target, and looked
// up among the earlier groups; so equality afterwards is one integer comparison. A second serialization,
// which hashes what it refers to, gives a signature that is equal in different modules; run-time type
// identifiers are derived from it.
#pragma once

#include "compiler/wasm/types.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"

#include <array>

namespace wasixc::wasm {

class TypeTable {
public:
  uint32_t size() const { return static_cast<uint32_t>(types.size()); }
  const SubType &operator[](uint32_t index) const { return types[index]; }
  llvm::ArrayRef<SubType> all() const { return types; }

  bool isFunction(uint32_t index) const { return hasKind(index, CompositeKind::Function); }
  bool hasKind(uint32_t index, CompositeKind kind) const {
    return index < size() && types[index].kind == kind;
  }
  // Requires: isFunction(index).
  const FunctionType &function(uint32_t index) const { return types[index].function; }

  // Appends one recursive group. References out of range are tolerated here; the validator reports them.
  void addGroup(std::vector<SubType> group);

  // The smallest index that denotes an equal type.
  uint32_t canonical(uint32_t index) const { return canonicalIndices[index]; }
  bool isSame(uint32_t first, uint32_t second) const { return canonical(first) == canonical(second); }
  bool isSame(ValueType first, ValueType second) const;

  // Subtyping (validation section 3.3). Requires: all indices are in range, supertypes have smaller
  // indices.
  bool isSubtype(HeapType sub, HeapType super) const;
  bool isSubtype(ValueType sub, ValueType super) const;
  bool isSubtype(const FieldType &sub, const FieldType &super) const;
  bool isSubtype(llvm::ArrayRef<ValueType> sub, llvm::ArrayRef<ValueType> super) const;
  bool isSubtypeIndex(uint32_t sub, uint32_t super) const;
  // Whether the structure of `sub` may declare a supertype with the structure of `super`.
  bool structureMatches(const SubType &sub, const SubType &super) const;

  // The abstract heap type right above a concrete one: func, struct or array.
  HeapKind abstractKind(uint32_t index) const;
  // The topmost type of a heap type's hierarchy: func, extern, exn or any.
  HeapKind top(HeapType type) const;

  // A byte string that is equal for equal types, in this module and in every other one. Plain function
  // types read "(i32 i64)->(f32)"; the others contain a SHA-256 digest of their recursive group.
  std::string signature(uint32_t index) const;

private:
  using Digest = std::array<uint8_t, 32>;
  using ReferenceWriter = llvm::function_ref<void(std::string &, uint32_t)>;

  void serialize(std::string &out, ValueType type, ReferenceWriter writeReference) const;
  void serialize(std::string &out, const SubType &type, ReferenceWriter writeReference) const;
  std::string serializeGroup(uint32_t start, ReferenceWriter writeReference) const;
  bool isPlainFunction(const SubType &type) const;

  std::vector<SubType> types;
  std::vector<uint32_t> canonicalIndices;
  std::vector<Digest> digests;         // per recursive group, see digestIndices
  std::vector<uint32_t> digestIndices; // per type
  llvm::StringMap<uint32_t> groups;    // serialization to first index
};

} // namespace wasixc::wasm
