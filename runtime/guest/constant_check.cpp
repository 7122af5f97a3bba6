// See constant_check.h.
#include "runtime/guest/constant_check.h"

#include <algorithm>

namespace wasixc::guest {

namespace {

using namespace abi;

bool isArithmeticOf(ConstantOperation operation, ValueKind kind) {
  if (operation >= ConstantOperation::I32Add && operation <= ConstantOperation::I32Mul)
    return kind == ValueKind::I32;
  return operation >= ConstantOperation::I64Add && operation <= ConstantOperation::I64Mul &&
         kind == ValueKind::I64;
}

} // namespace

ValueKind kindOf(HeapKind heap) {
  switch (heap) {
  case HeapKind::Extern:
  case HeapKind::NoExtern:
    return ValueKind::ExternRef;
  case HeapKind::Exn:
  case HeapKind::NoExn:
    return ValueKind::ExnRef;
  default:
    return ValueKind::FuncRef;
  }
}

ConstantCheck::ConstantCheck(const UncheckedImage &image) : image(image) {
  for (const ImageImport &import : image.list<ImageImport>(image.header.imports))
    if (import.kind == ExternalKind::Function)
      importTypes.push_back(import.index);
}

std::optional<uint32_t> ConstantCheck::typeOfFunction(FunctionIndex index) const {
  const auto own = image.list<uint32_t>(image.header.descriptorTypes);
  const std::span<const uint32_t> types =
      (index & kImportedFunction) != 0 ? std::span<const uint32_t>(importTypes) : own;
  index &= ~kImportedFunction;
  return index < types.size() ? std::optional(types[index]) : std::nullopt;
}

bool ConstantCheck::accepts(const ReferenceType &place, FunctionIndex function) const {
  if (function == kNullFunction)
    return place.isNullable;
  const auto type = typeOfFunction(function);
  return type && place.heap == HeapKind::Func &&
         (place.concrete.empty() || isSubtypeOf(*type, place.concrete));
}

// All operands of a numeric expression have the type of its value.
bool ConstantCheck::isNumber(Range expression, ValueKind kind, uint32_t globals) const {
  if (!image.holds<ImageConstant>(expression))
    return false;
  const auto all = image.list<ImageGlobal>(image.header.globals);
  uint32_t depth = 0;
  for (const ImageConstant &constant : image.list<ImageConstant>(expression)) {
    if (constant.operation == ConstantOperation::Constant) {
      ++depth;
    } else if (constant.operation == ConstantOperation::GlobalGet) {
      if (!isInitialized(constant.index, globals) || all[constant.index].type != kind)
        return false;
      ++depth;
    } else {
      if (!isArithmeticOf(constant.operation, kind) || depth < 2)
        return false;
      --depth;
    }
  }
  return depth == 1;
}

bool ConstantCheck::isReference(Range expression, const ReferenceType &place, uint32_t globals) const {
  if (expression.count != 1 || !image.holds<ImageConstant>(expression))
    return false;
  const ImageConstant &constant = image.list<ImageConstant>(expression).front();
  switch (constant.operation) {
  case ConstantOperation::Constant:
    return place.isNullable && constant.low == 0 && constant.high == 0;
  case ConstantOperation::FunctionReference:
    return accepts(place, constant.index);
  case ConstantOperation::GlobalGet:
    break;
  default:
    return false;
  }
  if (!isInitialized(constant.index, globals))
    return false;
  const ImageGlobal &global = image.list<ImageGlobal>(image.header.globals)[constant.index];
  return global.type == kindOf(place.heap) && image.holds<char>(global.reference.concrete) &&
         isSubtypeOf(typeOf(global.reference), place);
}

ReferenceType ConstantCheck::typeOf(const ImageReference &reference) const {
  return {reference.heap, reference.isNullable != 0, image.string(reference.concrete)};
}

bool ConstantCheck::isInitialized(uint32_t global, uint32_t globals) const {
  const auto all = image.list<ImageGlobal>(image.header.globals);
  return global < all.size() && (global < globals || all[global].isImported != 0);
}

bool ConstantCheck::isSubtypeOf(uint32_t type, std::string_view super) const {
  const auto types = image.list<ImageType>(image.header.types);
  for (uint32_t next = type + 1; next != 0; next = types[next - 1].supertype)
    if (image.string(types[next - 1].canonical) == super)
      return true;
  return false;
}

// With the supertypes that the image declares.
bool ConstantCheck::isSubtypeOf(const ReferenceType &sub, const ReferenceType &super) const {
  if (isSubtype(sub, super))
    return true;
  if ((sub.isNullable && !super.isNullable) || sub.concrete.empty() || super.concrete.empty())
    return false;
  const auto types = image.list<ImageType>(image.header.types);
  for (uint32_t i = 0; i < types.size(); ++i)
    if (image.string(types[i].canonical) == sub.concrete)
      return isSubtypeOf(i, super.concrete);
  return false;
}

} // namespace wasixc::guest
