// drop, select, locals and globals (validation, sections 3.4.3 to 3.4.5).
#include "compiler/wasm/function_validator.h"

namespace wasixc::wasm {

bool FunctionValidator::validateVariable(const Instruction &instruction) {
  ValueType ignored;
  switch (instruction.opcode) {
  case Opcode::Drop:
    return popAny(ignored);
  case Opcode::Select:
    return validateSelect();
  case Opcode::SelectTyped:
    return validateTypedSelect(instruction);
  case Opcode::GlobalGet:
    return validateGlobalGet(instruction);
  case Opcode::GlobalSet:
    return validateGlobalSet(instruction);
  default:
    return validateLocal(instruction);
  }
}

// Without an annotation the operands must be numbers or vectors of the same type.
bool FunctionValidator::validateSelect() {
  ValueType second, first;
  if (!pop(kI32) || !popAny(second) || !popAny(first))
    return false;
  if (first.isReference() || second.isReference())
    return fail("type mismatch: select of references needs a type annotation");
  if (first != second && !first.isBottom() && !second.isBottom())
    return fail("type mismatch: select between " + toString(first) + " and " + toString(second));
  push(first.isBottom() ? second : first);
  return true;
}

bool FunctionValidator::validateTypedSelect(const Instruction &instruction) {
  if (instruction.types.size() != 1)
    return fail("invalid result arity: select yields one value");
  ValueType type = instruction.types[0];
  return checkValueType(type) && apply({type, type, kI32}, type);
}

bool FunctionValidator::validateLocal(const Instruction &instruction) {
  uint32_t index = instruction.index;
  if (!checkIndex("local", index, locals.size()))
    return false;
  if (instruction.opcode == Opcode::LocalGet) {
    if (!isInitialized(index))
      return fail("uninitialized local " + llvm::Twine(index));
    push(locals[index]);
    return true;
  }
  if (!pop(locals[index]))
    return false;
  markInitialized(index);
  if (instruction.opcode == Opcode::LocalTee)
    push(locals[index]);
  return true;
}

bool FunctionValidator::isInitialized(uint32_t local) const {
  return locals[local].isDefaultable() || local < parameterCount || initialized.contains(local);
}

void FunctionValidator::markInitialized(uint32_t local) {
  if (isInitialized(local))
    return;
  initialized.insert(local);
  initializedStack.push_back(local);
}

bool FunctionValidator::validateGlobalGet(const Instruction &instruction) {
  size_t visible = isConstantExpression ? visibleGlobals : module.globals.size();
  if (!checkIndex("global", instruction.index, visible))
    return false;
  const GlobalType &type = module.globals[instruction.index].type;
  if (isConstantExpression && type.isMutable)
    return fail("constant expression required: global " + llvm::Twine(instruction.index) + " is mutable");
  push(type.type);
  return true;
}

bool FunctionValidator::validateGlobalSet(const Instruction &instruction) {
  if (!checkIndex("global", instruction.index, module.globals.size()))
    return false;
  const GlobalType &type = module.globals[instruction.index].type;
  if (!type.isMutable)
    return fail("immutable global: global is immutable, so global.set of " + llvm::Twine(instruction.index) +
                " is not allowed");
  return pop(type.type);
}

} // namespace wasixc::wasm
