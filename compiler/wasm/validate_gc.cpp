// Structs, arrays, i31 and casts (validation, sections 3.4.6 and 3.4.9 to 3.4.11).
#include "compiler/wasm/function_validator.h"
#include "compiler/wasm/limits.h"

namespace wasixc::wasm {

namespace {
ValueType nullableTo(uint32_t typeIndex) { return ValueType::reference(HeapType::concrete(typeIndex), true); }

ValueType nonNullTo(uint32_t typeIndex) { return ValueType::reference(HeapType::concrete(typeIndex), false); }

bool isNumberOrVector(const FieldType &field) { return !field.type.isReference(); }
} // namespace

bool FunctionValidator::validateGc(const Instruction &instruction) {
  switch (instruction.opcode) {
  case Opcode::StructNew:
  case Opcode::StructNewDefault:
  case Opcode::StructGet:
  case Opcode::StructGetS:
  case Opcode::StructGetU:
  case Opcode::StructSet:
    return validateStruct(instruction);
  case Opcode::RefTest:
  case Opcode::RefTestNull:
  case Opcode::RefCast:
  case Opcode::RefCastNull:
    return validateCast(instruction);
  case Opcode::BrOnCast:
  case Opcode::BrOnCastFail:
    return validateBranchOnCast(instruction);
  case Opcode::ArrayLen:
  case Opcode::AnyConvertExtern:
  case Opcode::ExternConvertAny:
  case Opcode::RefI31:
  case Opcode::I31GetS:
  case Opcode::I31GetU:
    return validateGcReference(instruction);
  default:
    return validateArray(instruction);
  }
}

// Instructions whose types do not depend on a type index.
bool FunctionValidator::validateGcReference(const Instruction &instruction) {
  auto nullable = [](HeapKind kind) { return ValueType::reference(kind, true); };
  ValueType type;
  switch (instruction.opcode) {
  case Opcode::ArrayLen:
    return apply(nullable(HeapKind::Array), kI32);
  case Opcode::RefI31:
    return apply(kI32, ValueType::reference(HeapKind::I31, false));
  case Opcode::I31GetS:
  case Opcode::I31GetU:
    return apply(nullable(HeapKind::I31), kI32);
  default:
    break;
  }
  // The conversions keep nullability.
  bool isFromExtern = instruction.opcode == Opcode::AnyConvertExtern;
  if (!check(nullable(isFromExtern ? HeapKind::Extern : HeapKind::Any)) || !popReference(type))
    return false;
  push(ValueType::reference(isFromExtern ? HeapKind::Any : HeapKind::Extern, type.isNullable()));
  return true;
}

// Packed fields need an access that says how to extend, all others must not have one.
bool FunctionValidator::checkPackedAccess(const FieldType &field, Opcode opcode, Opcode plain) {
  bool isPacked = field.packing != Packing::None;
  return isPacked == (opcode != plain) ||
         fail(isPacked ? "type mismatch: field is packed" : "type mismatch: field is unpacked");
}

bool FunctionValidator::validateStruct(const Instruction &instruction) {
  uint32_t typeIndex = instruction.index;
  if (!checkTypeKind(typeIndex, CompositeKind::Struct))
    return false;
  const SubType &type = module.types[typeIndex];
  if (instruction.opcode == Opcode::StructNew || instruction.opcode == Opcode::StructNewDefault)
    return validateStructNew(instruction, type);
  if (!checkIndex("field", instruction.secondIndex, type.fields.size()))
    return false;
  const FieldType &field = type.fields[instruction.secondIndex];
  if (instruction.opcode == Opcode::StructSet) {
    if (!field.isMutable)
      return fail("immutable field " + llvm::Twine(instruction.secondIndex));
    return pop({nullableTo(typeIndex), field.type});
  }
  return checkPackedAccess(field, instruction.opcode, Opcode::StructGet) &&
         apply(nullableTo(typeIndex), field.type);
}

bool FunctionValidator::validateStructNew(const Instruction &instruction, const SubType &type) {
  if (instruction.opcode == Opcode::StructNewDefault) {
    for (const FieldType &field : type.fields)
      if (!field.type.isDefaultable())
        return fail("type mismatch: a field of type " + toString(field.type) + " has no default value");
    push(nonNullTo(instruction.index));
    return true;
  }
  llvm::SmallVector<ValueType, 16> fields;
  for (const FieldType &field : type.fields)
    fields.push_back(field.type);
  return apply(fields, nonNullTo(instruction.index));
}

bool FunctionValidator::validateArray(const Instruction &instruction) {
  if (!checkTypeKind(instruction.index, CompositeKind::Array))
    return false;
  const FieldType &element = module.types[instruction.index].fields[0];
  switch (instruction.opcode) {
  case Opcode::ArrayNew:
  case Opcode::ArrayNewDefault:
  case Opcode::ArrayNewFixed:
    return validateArrayNew(instruction, element);
  case Opcode::ArrayNewData:
  case Opcode::ArrayNewElem:
  case Opcode::ArrayInitData:
  case Opcode::ArrayInitElem:
    return validateArraySegment(instruction, element);
  case Opcode::ArrayCopy:
    return validateArrayCopy(instruction, element);
  default:
    return validateArrayAccess(instruction, element);
  }
}

bool FunctionValidator::validateArrayNew(const Instruction &instruction, const FieldType &element) {
  ValueType result = nonNullTo(instruction.index);
  if (instruction.opcode == Opcode::ArrayNew)
    return apply({element.type, kI32}, result);
  if (instruction.opcode == Opcode::ArrayNewDefault) {
    if (!element.type.isDefaultable())
      return fail("type mismatch: elements of type " + toString(element.type) + " have no default value");
    return apply(kI32, result);
  }
  if (instruction.secondIndex > kMaxFixedArrayElements)
    return fail("too many array elements: the limit is " + llvm::Twine(kMaxFixedArrayElements));
  return apply(llvm::SmallVector<ValueType, 16>(instruction.secondIndex, element.type), result);
}

bool FunctionValidator::validateArrayAccess(const Instruction &instruction, const FieldType &element) {
  ValueType array = nullableTo(instruction.index);
  bool isWrite = instruction.opcode == Opcode::ArraySet || instruction.opcode == Opcode::ArrayFill;
  if (isWrite && !element.isMutable)
    return fail("immutable array");
  if (instruction.opcode == Opcode::ArraySet)
    return pop({array, kI32, element.type});
  if (instruction.opcode == Opcode::ArrayFill)
    return pop({array, kI32, element.type, kI32});
  return checkPackedAccess(element, instruction.opcode, Opcode::ArrayGet) &&
         apply({array, kI32}, element.type);
}

bool FunctionValidator::validateArrayCopy(const Instruction &instruction, const FieldType &element) {
  if (!checkTypeKind(instruction.secondIndex, CompositeKind::Array))
    return false;
  if (!element.isMutable)
    return fail("immutable array");
  const FieldType &source = module.types[instruction.secondIndex].fields[0];
  if (source.packing != element.packing || !module.types.isSubtype(source.type, element.type))
    return fail("array types do not match");
  return pop({nullableTo(instruction.index), kI32, nullableTo(instruction.secondIndex), kI32, kI32});
}

// Arrays made of, or overwritten with, a part of a segment.
bool FunctionValidator::validateArraySegment(const Instruction &instruction, const FieldType &element) {
  Opcode opcode = instruction.opcode;
  bool isInit = opcode == Opcode::ArrayInitData || opcode == Opcode::ArrayInitElem;
  bool isData = opcode == Opcode::ArrayInitData || opcode == Opcode::ArrayNewData;
  if (isInit && !element.isMutable)
    return fail("immutable array");
  if (isData) {
    if (!isNumberOrVector(element))
      return fail("array type is not numeric or vector");
    if (!checkDataSegment(instruction.secondIndex))
      return false;
  } else {
    if (!checkElementSegment(instruction.secondIndex))
      return false;
    ValueType type = module.elements[instruction.secondIndex].type;
    if (!module.types.isSubtype(type, element.type))
      return fail("type mismatch: a segment of " + toString(type) + " does not fit an array of " +
                  toString(element.type));
  }
  if (isInit)
    return pop({nullableTo(instruction.index), kI32, kI32, kI32});
  return apply({kI32, kI32}, nonNullTo(instruction.index));
}

// The operand may be anything of the target's hierarchy.
bool FunctionValidator::validateCast(const Instruction &instruction) {
  ValueType target = instruction.targetType;
  if (!checkValueType(target))
    return false;
  bool isTest = instruction.opcode == Opcode::RefTest || instruction.opcode == Opcode::RefTestNull;
  ValueType operand = ValueType::reference(module.types.top(target.heap()), true);
  return apply(operand, isTest ? kI32 : target);
}

bool FunctionValidator::validateBranchOnCast(const Instruction &instruction) {
  ValueType source = instruction.sourceType;
  ValueType target = instruction.targetType;
  if (!checkLabel(instruction.index) || !checkValueType(source) || !checkValueType(target))
    return false;
  if (!module.types.isSubtype(target, source))
    return fail("type mismatch: " + toString(target) + " is no sub type of " + toString(source));
  // A cast that lets null through leaves a non-null value when it fails.
  ValueType difference = target.isNullable() ? source.asNonNull() : source;
  bool branchesOnSuccess = instruction.opcode == Opcode::BrOnCast;
  llvm::ArrayRef<ValueType> label = labelTypes(instruction.index);
  if (label.empty())
    return fail("type mismatch: the label of the cast takes no reference");
  if (!apply(source, branchesOnSuccess ? target : difference) || !pop(label))
    return false;
  push(label.drop_back());
  push(branchesOnSuccess ? difference : target);
  return true;
}

} // namespace wasixc::wasm
