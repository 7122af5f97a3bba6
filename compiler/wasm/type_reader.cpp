// Type codes and the features that allow them.
#include "compiler/wasm/type_reader.h"

#include "compiler/wasm/limits.h"

#include "llvm/ADT/StringExtras.h"

namespace wasixc::wasm {

namespace {
constexpr uint8_t kNonNullCode = 0x64;
constexpr uint8_t kNullableCode = 0x63;

struct HeapCode {
  HeapKind kind;
  Feature feature;
};

std::optional<HeapCode> abstractHeap(uint8_t code) {
  switch (code) {
  case 0x70:
    return HeapCode{HeapKind::Func, Feature::Core};
  case 0x6F:
    return HeapCode{HeapKind::Extern, Feature::ReferenceTypes};
  case 0x69:
    return HeapCode{HeapKind::Exn, Feature::Exceptions};
  case 0x74:
    return HeapCode{HeapKind::NoExn, Feature::Gc};
  case 0x73:
    return HeapCode{HeapKind::NoFunc, Feature::Gc};
  case 0x72:
    return HeapCode{HeapKind::NoExtern, Feature::Gc};
  case 0x71:
    return HeapCode{HeapKind::None, Feature::Gc};
  case 0x6E:
    return HeapCode{HeapKind::Any, Feature::Gc};
  case 0x6D:
    return HeapCode{HeapKind::Eq, Feature::Gc};
  case 0x6C:
    return HeapCode{HeapKind::I31, Feature::Gc};
  case 0x6B:
    return HeapCode{HeapKind::Struct, Feature::Gc};
  case 0x6A:
    return HeapCode{HeapKind::Array, Feature::Gc};
  default:
    return std::nullopt;
  }
}

std::optional<ValueType> numericType(uint8_t code, FeatureSet features) {
  switch (code) {
  case 0x7F:
    return kI32;
  case 0x7E:
    return kI64;
  case 0x7D:
    return kF32;
  case 0x7C:
    return kF64;
  case 0x7B:
    return features.has(Feature::Simd) ? std::optional(kV128) : std::nullopt;
  default:
    return std::nullopt;
  }
}

std::optional<HeapKind> allowedHeap(uint8_t code, FeatureSet features) {
  std::optional<HeapCode> heap = abstractHeap(code);
  if (!heap || !features.has(heap->feature))
    return std::nullopt;
  return heap->kind;
}

bool startsLongReference(uint8_t code, FeatureSet features) {
  return (code == kNonNullCode || code == kNullableCode) && features.has(Feature::FunctionReferences);
}

// Reads a reference type if there is one; otherwise fails with `error`.
ValueType readReference(ByteReader &reader, FeatureSet features, const char *error) {
  uint64_t start = reader.offset();
  uint8_t code = reader.readByte();
  if (startsLongReference(code, features))
    return ValueType::reference(readHeapType(reader, features), code == kNullableCode);
  if (std::optional<HeapKind> heap = allowedHeap(code, features))
    return ValueType::reference(*heap, true);
  if (code & 0x80)
    reader.fail(start, "integer representation too long: a type code is one byte");
  else
    reader.fail(start, llvm::Twine(error) + " 0x" + llvm::utohexstr(code));
  return {};
}
} // namespace

bool startsValueType(uint8_t byte) { return byte >= 0x41 && byte < 0x80; }

ValueType readValueType(ByteReader &reader, FeatureSet features) {
  if (std::optional<ValueType> type = numericType(reader.peekByte(), features)) {
    reader.readByte();
    return *type;
  }
  return readReference(reader, features, "malformed value type");
}

ValueType readReferenceType(ByteReader &reader, FeatureSet features) {
  return readReference(reader, features, "malformed reference type");
}

HeapType readHeapType(ByteReader &reader, FeatureSet features) {
  uint64_t start = reader.offset();
  uint8_t code = reader.peekByte();
  if (std::optional<HeapKind> heap = allowedHeap(code, features)) {
    reader.readByte();
    return *heap;
  }
  int64_t index = reader.readS33();
  if (index < 0 || !features.has(Feature::FunctionReferences))
    reader.fail(start, "malformed heap type");
  else if (index >= kMaxTypes)
    reader.fail(start, "unknown type " + llvm::Twine(index));
  return reader.ok() ? HeapType::concrete(static_cast<uint32_t>(index)) : HeapType();
}

} // namespace wasixc::wasm
