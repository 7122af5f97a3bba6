// The types of WebAssembly: values, references, functions, memories, tables, globals and tags.
//
// A ValueType is one word, copied freely. Concrete references name a type by its index in the module;
// whether two indices mean the same type is a question for the TypeTable (type_table.h), which knows
// recursive groups and subtyping. Nothing here depends on LLVM IR.
#pragma once

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wasixc::wasm {

// Abstract heap types, and Concrete for a type index. Bottom appears only while validating unreachable
// code.
enum class HeapKind : uint8_t {
  Func,
  NoFunc,
  Extern,
  NoExtern,
  Any,
  Eq,
  I31,
  Struct,
  Array,
  None,
  Exn,
  NoExn,
  Concrete,
  Bottom,
};

class HeapType {
public:
  // Type indices are bounded by the limit on types (limits.h), far below 2^24.
  static constexpr uint32_t kMaxIndex = (1u << 24) - 1;

  constexpr HeapType() = default;
  constexpr HeapType(HeapKind kind) : bits(static_cast<uint32_t>(kind)) {}
  static constexpr HeapType concrete(uint32_t typeIndex) {
    HeapType result(HeapKind::Concrete);
    result.bits |= typeIndex << 4;
    return result;
  }

  constexpr HeapKind kind() const { return static_cast<HeapKind>(bits & 15); }
  constexpr bool isConcrete() const { return kind() == HeapKind::Concrete; }
  constexpr uint32_t typeIndex() const { return bits >> 4; }
  constexpr uint32_t raw() const { return bits; }
  static constexpr HeapType fromRaw(uint32_t raw) {
    HeapType result;
    result.bits = raw;
    return result;
  }
  constexpr bool operator==(const HeapType &) const = default;

private:
  uint32_t bits = 0; // kind: 4 bits, type index: 24 bits
};

// Bottom is the type of operands in unreachable code: it matches everything.
enum class ValueKind : uint8_t { I32, I64, F32, F64, V128, Reference, Bottom };

class ValueType {
public:
  constexpr ValueType() = default;
  constexpr ValueType(ValueKind kind) : bits(static_cast<uint32_t>(kind)) {}
  static constexpr ValueType reference(HeapType heap, bool nullable) {
    ValueType result(ValueKind::Reference);
    result.bits |= (nullable ? 8u : 0u) | heap.raw() << 4;
    return result;
  }

  constexpr ValueKind kind() const { return static_cast<ValueKind>(bits & 7); }
  constexpr bool isReference() const { return kind() == ValueKind::Reference; }
  constexpr bool isBottom() const { return kind() == ValueKind::Bottom; }
  constexpr bool isNumeric() const { return kind() <= ValueKind::F64; }
  constexpr bool isVector() const { return kind() == ValueKind::V128; }
  // The two below are meaningful for references only.
  constexpr bool isNullable() const { return bits & 8; }
  constexpr HeapType heap() const { return HeapType::fromRaw(bits >> 4); }
  // A local of this type starts with a default value.
  constexpr bool isDefaultable() const { return !isReference() || isNullable(); }
  constexpr ValueType asNonNull() const { return isReference() ? reference(heap(), false) : *this; }
  constexpr uint32_t raw() const { return bits; }
  constexpr bool operator==(const ValueType &) const = default;

private:
  uint32_t bits = 0; // kind: 3 bits, nullable: 1 bit, heap type: 28 bits
};

inline constexpr ValueType kI32(ValueKind::I32);
inline constexpr ValueType kI64(ValueKind::I64);
inline constexpr ValueType kF32(ValueKind::F32);
inline constexpr ValueType kF64(ValueKind::F64);
inline constexpr ValueType kV128(ValueKind::V128);
inline constexpr ValueType kBottom(ValueKind::Bottom);
inline constexpr ValueType kFuncRef = ValueType::reference(HeapKind::Func, true);
inline constexpr ValueType kExternRef = ValueType::reference(HeapKind::Extern, true);
inline constexpr ValueType kExnRef = ValueType::reference(HeapKind::Exn, true);

// Text format: "i32", "funcref", "(ref null 3)"; a list is "[i32 i64]".
std::string toString(HeapType type);
std::string toString(ValueType type);
std::string toString(llvm::ArrayRef<ValueType> types);

struct FunctionType {
  std::vector<ValueType> params;
  std::vector<ValueType> results;

  bool operator==(const FunctionType &) const = default;
};

// A struct or array field may be stored in 8 or 16 bits; its value type is i32 then.
enum class Packing : uint8_t { None, I8, I16 };

struct FieldType {
  ValueType type;
  Packing packing = Packing::None;
  bool isMutable = false;

  bool operator==(const FieldType &) const = default;
};

enum class CompositeKind : uint8_t { Function, Struct, Array };

// One entry of the type index space.
struct SubType {
  CompositeKind kind = CompositeKind::Function;
  bool isFinal = true;
  std::optional<uint32_t> supertype;
  FunctionType function;         // kind Function
  std::vector<FieldType> fields; // kind Struct, or the one element type of kind Array
  uint64_t offset = 0;           // in the file
  uint32_t groupStart = 0;       // the recursive group it belongs to: [groupStart, groupStart + groupSize)
  uint32_t groupSize = 1;
};

struct Limits {
  uint64_t minimum = 0;
  uint64_t maximum = 0; // only if hasMaximum
  bool hasMaximum = false;
  bool isShared = false;
  bool is64 = false;

  ValueType addressType() const { return is64 ? kI64 : kI32; }
};

struct MemoryType {
  Limits limits; // in pages of 64 KiB
};

struct TableType {
  ValueType element;
  Limits limits;
};

struct GlobalType {
  ValueType type;
  bool isMutable = false;
};

struct TagType {
  uint32_t typeIndex = 0;
};

inline constexpr uint64_t kPageSize = 65536;

} // namespace wasixc::wasm
