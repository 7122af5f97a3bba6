// Types in the notation of the text format, for diagnostics.
#include "compiler/wasm/types.h"

namespace wasixc::wasm {

namespace {
struct HeapName {
  const char *heap;
  const char *nullable; // short form of (ref null heap)
};

constexpr HeapName kHeapNames[] = {
    {"func", "funcref"},   {"nofunc", "nullfuncref"}, {"extern", "externref"}, {"noextern", "nullexternref"},
    {"any", "anyref"},     {"eq", "eqref"},           {"i31", "i31ref"},       {"struct", "structref"},
    {"array", "arrayref"}, {"none", "nullref"},       {"exn", "exnref"},       {"noexn", "nullexnref"},
};

// Lists in messages may come from hostile inputs; nobody reads more than this anyway.
constexpr size_t kMaxPrintedTypes = 20;
} // namespace

std::string toString(HeapType type) {
  if (type.isConcrete())
    return std::to_string(type.typeIndex());
  if (type.kind() == HeapKind::Bottom)
    return "bottom";
  return kHeapNames[static_cast<unsigned>(type.kind())].heap;
}

std::string toString(ValueType type) {
  switch (type.kind()) {
  case ValueKind::I32:
    return "i32";
  case ValueKind::I64:
    return "i64";
  case ValueKind::F32:
    return "f32";
  case ValueKind::F64:
    return "f64";
  case ValueKind::V128:
    return "v128";
  case ValueKind::Bottom:
    return "any type";
  case ValueKind::Reference:
    break;
  }
  HeapType heap = type.heap();
  bool isAbstract = heap.kind() < HeapKind::Concrete;
  if (type.isNullable() && isAbstract)
    return kHeapNames[static_cast<unsigned>(heap.kind())].nullable;
  return (type.isNullable() ? "(ref null " : "(ref ") + toString(heap) + ")";
}

std::string toString(llvm::ArrayRef<ValueType> types) {
  bool isCut = types.size() > kMaxPrintedTypes;
  std::string result = isCut ? "[..." : "[";
  for (ValueType type : types.take_back(kMaxPrintedTypes)) {
    if (result.size() > 1)
      result += ' ';
    result += toString(type);
  }
  return result + "]";
}

} // namespace wasixc::wasm
