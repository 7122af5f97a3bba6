// Identity and subtyping of types (validation, sections 3.1.3 and 3.3; appendix, "canonicalization").
#include "compiler/wasm/type_table.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/SHA256.h"

namespace wasixc::wasm {

namespace {
void append32(std::string &out, uint32_t value) {
  char bytes[4];
  llvm::support::endian::write32le(bytes, value);
  out.append(bytes, sizeof bytes);
}

// Tags that start a reference to another type in a serialization.
constexpr char kInsideGroup = 'r';
constexpr char kOutsideGroup = 'x';
} // namespace

void TypeTable::serialize(std::string &out, ValueType type, ReferenceWriter writeReference) const {
  if (!type.isReference() || !type.heap().isConcrete()) {
    append32(out, type.raw());
    return;
  }
  append32(out, ValueType::reference(HeapKind::Concrete, type.isNullable()).raw());
  writeReference(out, type.heap().typeIndex());
}

void TypeTable::serialize(std::string &out, const SubType &type, ReferenceWriter writeReference) const {
  out += static_cast<char>(type.kind);
  out += static_cast<char>(type.isFinal);
  out += static_cast<char>(type.supertype.has_value());
  if (type.supertype)
    writeReference(out, *type.supertype);
  if (type.kind == CompositeKind::Function) {
    append32(out, type.function.params.size());
    for (ValueType param : type.function.params)
      serialize(out, param, writeReference);
    append32(out, type.function.results.size());
    for (ValueType result : type.function.results)
      serialize(out, result, writeReference);
    return;
  }
  append32(out, type.fields.size());
  for (const FieldType &field : type.fields) {
    out += static_cast<char>(field.packing);
    out += static_cast<char>(field.isMutable);
    serialize(out, field.type, writeReference);
  }
}

// References into the group become relative; `writeReference` writes the others.
std::string TypeTable::serializeGroup(uint32_t start, ReferenceWriter writeReference) const {
  std::string out;
  auto writer = [&](std::string &text, uint32_t index) {
    if (index < start) {
      text += kOutsideGroup;
      writeReference(text, index);
    } else {
      text += kInsideGroup;
      append32(text, index - start);
    }
  };
  for (uint32_t index = start; index < types.size(); ++index)
    serialize(out, types[index], writer);
  return out;
}

void TypeTable::addGroup(std::vector<SubType> group) {
  if (group.empty())
    return;
  uint32_t start = size();
  for (SubType &type : group) {
    type.groupStart = start;
    type.groupSize = group.size();
    types.push_back(std::move(type));
  }
  std::string key =
      serializeGroup(start, [&](std::string &text, uint32_t index) { append32(text, canonical(index)); });
  auto [entry, isNew] = groups.try_emplace(key, start);
  uint32_t first = entry->second;
  if (isNew) {
    std::string text = serializeGroup(start, [&](std::string &out, uint32_t index) {
      const Digest &digest = digests[digestIndices[index]];
      out.append(reinterpret_cast<const char *>(digest.data()), digest.size());
      append32(out, index - types[index].groupStart);
    });
    digests.push_back(llvm::SHA256::hash(llvm::arrayRefFromStringRef(text)));
  }
  uint32_t digestIndex = isNew ? digests.size() - 1 : digestIndices[first];
  for (uint32_t position = 0; position < types[start].groupSize; ++position) {
    canonicalIndices.push_back(first + position);
    digestIndices.push_back(digestIndex);
  }
}

bool TypeTable::isPlainFunction(const SubType &type) const {
  auto isConcrete = [](ValueType value) { return value.isReference() && value.heap().isConcrete(); };
  return type.kind == CompositeKind::Function && type.isFinal && !type.supertype && type.groupSize == 1 &&
         llvm::none_of(type.function.params, isConcrete) && llvm::none_of(type.function.results, isConcrete);
}

std::string TypeTable::signature(uint32_t index) const {
  const SubType &type = types[index];
  if (!isPlainFunction(type)) {
    const Digest &digest = digests[digestIndices[index]];
    std::string result = "group ";
    result.append(reinterpret_cast<const char *>(digest.data()), digest.size());
    append32(result, index - type.groupStart);
    return result;
  }
  auto list = [](llvm::ArrayRef<ValueType> values) {
    std::string text = "(";
    for (ValueType value : values)
      text += (text.size() > 1 ? " " : "") + toString(value);
    return text + ")";
  };
  return list(type.function.params) + "->" + list(type.function.results);
}

HeapKind TypeTable::abstractKind(uint32_t index) const {
  switch (types[index].kind) {
  case CompositeKind::Function:
    return HeapKind::Func;
  case CompositeKind::Struct:
    return HeapKind::Struct;
  case CompositeKind::Array:
    return HeapKind::Array;
  }
  return HeapKind::Func;
}

HeapKind TypeTable::top(HeapType type) const {
  switch (type.isConcrete() ? abstractKind(type.typeIndex()) : type.kind()) {
  case HeapKind::Func:
  case HeapKind::NoFunc:
    return HeapKind::Func;
  case HeapKind::Extern:
  case HeapKind::NoExtern:
    return HeapKind::Extern;
  case HeapKind::Exn:
  case HeapKind::NoExn:
    return HeapKind::Exn;
  case HeapKind::Bottom:
    return HeapKind::Bottom;
  default:
    return HeapKind::Any;
  }
}

bool TypeTable::isSubtypeIndex(uint32_t sub, uint32_t super) const {
  // Supertypes have smaller indices, so this ends; validation bounds the depth.
  for (std::optional<uint32_t> index = sub; index; index = types[*index].supertype)
    if (isSame(*index, super))
      return true;
  return false;
}

namespace {
// Requires: no operand is Concrete.
bool isAbstractSubtype(HeapKind sub, HeapKind super) {
  if (sub == super || sub == HeapKind::Bottom)
    return true;
  switch (super) {
  case HeapKind::Func:
    return sub == HeapKind::NoFunc;
  case HeapKind::Extern:
    return sub == HeapKind::NoExtern;
  case HeapKind::Exn:
    return sub == HeapKind::NoExn;
  case HeapKind::Any:
    return sub == HeapKind::Eq || sub == HeapKind::I31 || sub == HeapKind::Struct || sub == HeapKind::Array ||
           sub == HeapKind::None;
  case HeapKind::Eq:
    return sub == HeapKind::I31 || sub == HeapKind::Struct || sub == HeapKind::Array || sub == HeapKind::None;
  case HeapKind::I31:
  case HeapKind::Struct:
  case HeapKind::Array:
    return sub == HeapKind::None;
  default:
    return false;
  }
}
} // namespace

bool TypeTable::isSubtype(HeapType sub, HeapType super) const {
  if (sub.isConcrete() && super.isConcrete())
    return isSubtypeIndex(sub.typeIndex(), super.typeIndex());
  if (sub.isConcrete())
    return isAbstractSubtype(abstractKind(sub.typeIndex()), super.kind());
  if (!super.isConcrete())
    return isAbstractSubtype(sub.kind(), super.kind());
  // Below a concrete type there is only the bottom of its hierarchy.
  HeapKind bottom = abstractKind(super.typeIndex()) == HeapKind::Func ? HeapKind::NoFunc : HeapKind::None;
  return sub.kind() == bottom || sub.kind() == HeapKind::Bottom;
}

bool TypeTable::isSubtype(ValueType sub, ValueType super) const {
  if (sub == super || sub.isBottom())
    return true;
  if (!sub.isReference() || !super.isReference())
    return false;
  return (!sub.isNullable() || super.isNullable()) && isSubtype(sub.heap(), super.heap());
}

bool TypeTable::isSame(ValueType first, ValueType second) const {
  return isSubtype(first, second) && isSubtype(second, first);
}

bool TypeTable::isSubtype(const FieldType &sub, const FieldType &super) const {
  if (sub.packing != super.packing || sub.isMutable != super.isMutable)
    return false;
  return isSubtype(sub.type, super.type) && (!sub.isMutable || isSubtype(super.type, sub.type));
}

bool TypeTable::isSubtype(llvm::ArrayRef<ValueType> sub, llvm::ArrayRef<ValueType> super) const {
  return sub.size() == super.size() && llvm::all_of(llvm::zip(sub, super), [&](auto pair) {
           return isSubtype(std::get<0>(pair), std::get<1>(pair));
         });
}

bool TypeTable::structureMatches(const SubType &sub, const SubType &super) const {
  if (sub.kind != super.kind)
    return false;
  if (sub.kind == CompositeKind::Function)
    return isSubtype(super.function.params, sub.function.params) &&
           isSubtype(sub.function.results, super.function.results);
  if (sub.fields.size() < super.fields.size())
    return false;
  for (size_t index = 0; index < super.fields.size(); ++index)
    if (!isSubtype(sub.fields[index], super.fields[index]))
      return false;
  return true;
}

} // namespace wasixc::wasm
