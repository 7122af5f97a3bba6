// Tables and references (spec, "Table Instructions" and "Reference Instructions"). A reference is
// pointer-sized; null is zero. A function reference is the address of a descriptor (abi/context.h).
#include "compiler/lower/function_lowering.h"

using namespace llvm;

namespace wasixc {

using abi::Builtin;
using abi::TrapKind;
using wasm::Opcode;

// The address of an element, after the bounds check.
Value *FunctionLowering::tableSlot(uint32_t table, Value *element, TrapKind outOfBounds) {
  ContextAccess &context = module.context();
  Value *wide = opaque(toAddress64(element));
  Value *isOutside = builder.CreateICmpUGE(wide, context.tableSize(builder, table));
  Value *mask = maskUnless(isOutside);
  trapIf(isOutside, outOfBounds);
  return masked(builder.CreateInBoundsGEP(builder.getPtrTy(), context.tableElements(builder, table), wide),
                mask);
}

void FunctionLowering::lowerTable(const wasm::Instruction &instruction) {
  const uint32_t table = instruction.index;
  ContextAccess &context = module.context();
  Value *tableValue = builder.getInt32(instruction.index);
  Value *second = builder.getInt32(instruction.secondIndex);
  switch (instruction.opcode) {
  case Opcode::TableGet: {
    Value *slot = tableSlot(table, pop(), TrapKind::TableOutOfBounds);
    return push(context.inRegion(builder.CreateAlignedLoad(builder.getPtrTy(), slot, Align(8)),
                                 Region::TableElements));
  }
  case Opcode::TableSet: {
    Value *value = pop();
    Value *slot = tableSlot(table, pop(), TrapKind::TableOutOfBounds);
    context.inRegion(builder.CreateAlignedStore(value, slot, Align(8)), Region::TableElements);
    return;
  }
  case Opcode::TableSize:
    return push(builder.CreateTrunc(context.tableSize(builder, table), tableAddressType(table)));
  case Opcode::TableGrow: {
    Value *count = toAddress64(pop());
    Value *previous = callBuiltin(Builtin::table_grow, {tableValue, pop(), count});
    return push(builder.CreateTrunc(previous, tableAddressType(table)));
  }
  case Opcode::TableFill: {
    Value *count = toAddress64(pop());
    Value *value = pop();
    callBuiltin(Builtin::table_fill, {tableValue, toAddress64(pop()), value, count});
    return;
  }
  case Opcode::TableCopy: {
    Value *count = toAddress64(pop());
    Value *source = toAddress64(pop());
    callBuiltin(Builtin::table_copy, {tableValue, second, toAddress64(pop()), source, count});
    return;
  }
  case Opcode::TableInit: {
    Value *count = pop();
    Value *source = pop();
    callBuiltin(Builtin::table_init, {second, tableValue, toAddress64(pop()), source, count});
    return;
  }
  case Opcode::ElemDrop:
    callBuiltin(Builtin::elem_drop, {tableValue});
    return;
  default:
    llvm_unreachable("not a table instruction");
  }
}

Type *FunctionLowering::tableAddressType(uint32_t table) {
  return module.valueType(wasm.tables[table].type.limits.addressType());
}

void FunctionLowering::lowerReference(const wasm::Instruction &instruction) {
  switch (instruction.opcode) {
  case Opcode::RefNull:
    return push(ConstantPointerNull::get(builder.getPtrTy()));
  case Opcode::RefIsNull:
    return push(builder.CreateZExt(builder.CreateIsNull(pop()), builder.getInt32Ty()));
  case Opcode::RefFunc:
    if (wasm.functions[instruction.index].isImported)
      return push(module.context().importDescriptor(builder, instruction.index));
    return push(module.context().reference(builder, module.info().descriptorOrdinal[instruction.index]));
  case Opcode::RefAsNonNull:
    return trapIf(builder.CreateIsNull(stack.back()), TrapKind::NullReference);
  case Opcode::BrOnNull:
  case Opcode::BrOnNonNull:
    return lowerBranchOnNull(instruction);
  default:
    llvm_unreachable("checkFunctionSupported refuses functions with other reference instructions");
  }
}

// br_on_null keeps the reference where it does not branch, br_on_non_null takes it along as the label's last
// operand.
void FunctionLowering::lowerBranchOnNull(const wasm::Instruction &instruction) {
  const bool branchesOnNull = instruction.opcode == Opcode::BrOnNull;
  ControlFrame &frame = frameAt(instruction.index);
  Value *reference = stack.back();
  Value *isNull = builder.CreateIsNull(reference);
  BasicBlock *next = createBlock("next");
  if (branchesOnNull)
    stack.pop_back();
  passOperands(frame.labelOperands);
  builder.CreateCondBr(isNull, branchesOnNull ? frame.label : next, branchesOnNull ? next : frame.label);
  builder.SetInsertPoint(next);
  if (branchesOnNull)
    push(reference);
  else
    stack.pop_back();
}

} // namespace wasixc
