// Reference instructions (validation, section 3.4.6) apart from casts, which are in validate_gc.cpp.
#include "compiler/wasm/function_validator.h"

namespace wasixc::wasm {

bool FunctionValidator::validateReference(const Instruction &instruction) {
  ValueType type;
  constexpr ValueType kEqRef = ValueType::reference(HeapKind::Eq, true);
  switch (instruction.opcode) {
  case Opcode::RefNull:
    if (!checkHeapType(instruction.heapType))
      return false;
    push(ValueType::reference(instruction.heapType, true));
    return true;
  case Opcode::RefIsNull:
    if (!popReference(type))
      return false;
    push(kI32);
    return true;
  case Opcode::RefFunc:
    return validateReferenceFunction(instruction);
  case Opcode::RefEq:
    return apply({kEqRef, kEqRef}, kI32);
  case Opcode::RefAsNonNull:
    if (!popReference(type))
      return false;
    push(type.asNonNull());
    return true;
  case Opcode::BrOnNull:
    return validateBranchOnNull(instruction);
  case Opcode::BrOnNonNull:
    return validateBranchOnNonNull(instruction);
  default:
    llvm_unreachable("not a reference instruction");
  }
}

// A body may take the address only of functions that the module declares elsewhere, so that a compiler
// knows them before it has seen any body.
bool FunctionValidator::validateReferenceFunction(const Instruction &instruction) {
  if (!checkFunction(instruction.index))
    return false;
  const Function &function = module.functions[instruction.index];
  if (!isConstantExpression && !function.isDeclared)
    return fail("undeclared function reference " + llvm::Twine(instruction.index));
  push(ValueType::reference(HeapType::concrete(function.typeIndex), false));
  return true;
}

bool FunctionValidator::validateBranchOnNull(const Instruction &instruction) {
  ValueType type;
  if (!checkLabel(instruction.index) || !popReference(type) ||
      !apply(labelTypes(instruction.index), labelTypes(instruction.index)))
    return false;
  push(type.asNonNull());
  return true;
}

// The label's last operand is the reference that turned out not to be null.
bool FunctionValidator::validateBranchOnNonNull(const Instruction &instruction) {
  ValueType type;
  if (!checkLabel(instruction.index) || !popReference(type))
    return false;
  push(type.asNonNull());
  llvm::ArrayRef<ValueType> types = labelTypes(instruction.index);
  if (types.empty())
    return fail("type mismatch: the label of br_on_non_null takes no reference");
  if (!pop(types))
    return false;
  push(types.drop_back());
  return true;
}

} // namespace wasixc::wasm
