// The type section, and the types of tables, memories, globals and tags (binary format, sections 5.3.5 to
// 5.3.12).
#include "compiler/wasm/limits.h"
#include "compiler/wasm/module_reader.h"
#include "compiler/wasm/type_reader.h"

#include "llvm/ADT/StringExtras.h"

namespace wasixc::wasm {

namespace {
enum TypeCode : uint8_t {
  kFunctionCode = 0x60,
  kStructCode = 0x5F,
  kArrayCode = 0x5E,
  kSubCode = 0x50,
  kSubFinalCode = 0x4F,
  kRecursiveCode = 0x4E,
  kI8Code = 0x78,
  kI16Code = 0x77,
};
} // namespace

void ModuleReader::readTypeSection() {
  readVector("types", kMaxTypes, [&] { readRecursiveGroup(); });
}

void ModuleReader::readRecursiveGroup() {
  std::vector<SubType> group;
  uint64_t start = bytes.offset();
  if (bytes.peekByte() == kRecursiveCode && features.has(Feature::Gc)) {
    bytes.readByte();
    readVector("types in a group", kMaxTypes, [&] { group.push_back(readSubType()); });
  } else {
    group.push_back(readSubType());
  }
  if (group.size() > kMaxTypes - module.types.size())
    bytes.fail(start, "too many types");
  if (bytes.ok())
    module.types.addGroup(std::move(group));
}

SubType ModuleReader::readSubType() {
  SubType type;
  type.offset = bytes.offset();
  uint8_t code = bytes.peekByte();
  if ((code == kSubCode || code == kSubFinalCode) && features.has(Feature::Gc)) {
    bytes.readByte();
    type.isFinal = code == kSubFinalCode;
    readSupertypes(type);
  }
  readCompositeType(type);
  return type;
}

void ModuleReader::readSupertypes(SubType &type) {
  // The encoding has a vector, validation allows one.
  uint32_t count = bytes.readCount("supertypes", UINT32_MAX);
  if (count > 1)
    return bytes.fail(type.offset, "sub type: more than one supertype");
  if (count == 1)
    type.supertype = bytes.readU32();
}

void ModuleReader::readCompositeType(SubType &type) {
  uint64_t start = bytes.offset();
  uint8_t code = bytes.readByte();
  if (code == kFunctionCode) {
    type.kind = CompositeKind::Function;
    readTypeList(type.function.params, "parameters", kMaxParams);
    readTypeList(type.function.results, "results", kMaxResults);
  } else if (code == kStructCode && features.has(Feature::Gc)) {
    type.kind = CompositeKind::Struct;
    readVector("fields", kMaxFields, [&] { type.fields.push_back(readFieldType()); });
  } else if (code == kArrayCode && features.has(Feature::Gc)) {
    type.kind = CompositeKind::Array;
    type.fields.push_back(readFieldType());
  } else if (code & 0x80) {
    bytes.fail(start, "integer representation too long: a type code is one byte");
  } else {
    bytes.fail(start, "malformed definition type 0x" + llvm::utohexstr(code));
  }
}

void ModuleReader::readTypeList(std::vector<ValueType> &types, const char *what, uint32_t limit) {
  readVector(what, limit, [&] { types.push_back(readValueType(bytes, features)); });
}

FieldType ModuleReader::readFieldType() {
  FieldType field;
  uint8_t code = bytes.peekByte();
  if (code == kI8Code || code == kI16Code) {
    bytes.readByte();
    field.type = kI32;
    field.packing = code == kI8Code ? Packing::I8 : Packing::I16;
  } else {
    field.type = readValueType(bytes, features);
  }
  field.isMutable = readMutability();
  return field;
}

bool ModuleReader::readMutability() {
  uint64_t start = bytes.offset();
  uint8_t code = bytes.readByte();
  if (code > 1)
    bytes.fail(start, "malformed mutability " + llvm::Twine(unsigned(code)));
  return code == 1;
}

// Bit 0: there is a maximum; bit 1: shared; bit 2: 64-bit addresses. The byte was a one-bit number once.
Limits ModuleReader::readLimits(bool mayBeShared) {
  bool mayBe64 = features.has(Feature::Memory64);
  uint64_t start = bytes.offset();
  uint8_t flags = mayBeShared || mayBe64 ? bytes.readByte() : bytes.readBit();
  unsigned allowed = 1 | (mayBeShared ? 2 : 0) | (mayBe64 ? 4 : 0);
  if (flags & ~allowed)
    bytes.fail(start, "malformed limits flags 0x" + llvm::utohexstr(flags));
  Limits limits;
  limits.hasMaximum = flags & 1;
  limits.isShared = flags & 2;
  limits.is64 = flags & 4;
  auto readSize = [&] { return mayBe64 ? bytes.readU64() : bytes.readU32(); };
  limits.minimum = readSize();
  if (limits.hasMaximum)
    limits.maximum = readSize();
  return limits;
}

TableType ModuleReader::readTableType() {
  TableType type;
  type.element = readReferenceType(bytes, features);
  type.limits = readLimits(/*mayBeShared=*/false);
  return type;
}

GlobalType ModuleReader::readGlobalType() {
  GlobalType type;
  type.type = readValueType(bytes, features);
  type.isMutable = readMutability();
  return type;
}

TagType ModuleReader::readTagType() {
  uint64_t start = bytes.offset();
  if (bytes.readByte() != 0)
    bytes.fail(start, "malformed tag attribute");
  return {bytes.readU32()};
}

} // namespace wasixc::wasm
