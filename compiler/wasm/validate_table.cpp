// Table instructions (validation, section 3.4.7).
#include "compiler/wasm/function_validator.h"

namespace wasixc::wasm {

bool FunctionValidator::validateTable(const Instruction &instruction) {
  if (instruction.opcode == Opcode::ElemDrop)
    return checkElementSegment(instruction.index);
  if (instruction.opcode == Opcode::TableInit)
    return validateTableInit(instruction);
  if (!checkTable(instruction.index))
    return false;
  ValueType element = module.tables[instruction.index].type.element;
  ValueType address = tableAddress(instruction.index);
  switch (instruction.opcode) {
  case Opcode::TableGet:
    return apply(address, element);
  case Opcode::TableSet:
    return pop({address, element});
  case Opcode::TableSize:
    push(address);
    return true;
  case Opcode::TableGrow:
    return apply({element, address}, address);
  case Opcode::TableFill:
    return pop({address, element, address});
  case Opcode::TableCopy:
    return validateTableCopy(instruction);
  default:
    llvm_unreachable("not a table instruction");
  }
}

bool FunctionValidator::validateTableInit(const Instruction &instruction) {
  if (!checkTable(instruction.secondIndex) || !checkElementSegment(instruction.index))
    return false;
  ValueType source = module.elements[instruction.index].type;
  ValueType destination = module.tables[instruction.secondIndex].type.element;
  if (!module.types.isSubtype(source, destination))
    return fail("type mismatch: a segment of " + toString(source) + " does not fit a table of " +
                toString(destination));
  return pop({tableAddress(instruction.secondIndex), kI32, kI32});
}

bool FunctionValidator::validateTableCopy(const Instruction &instruction) {
  if (!checkTable(instruction.secondIndex))
    return false;
  const TableType &destination = module.tables[instruction.index].type;
  const TableType &source = module.tables[instruction.secondIndex].type;
  if (!module.types.isSubtype(source.element, destination.element))
    return fail("type mismatch: a table of " + toString(source.element) + " does not fit a table of " +
                toString(destination.element));
  ValueType length = destination.limits.is64 && source.limits.is64 ? kI64 : kI32;
  return pop({destination.limits.addressType(), source.limits.addressType(), length});
}

} // namespace wasixc::wasm
