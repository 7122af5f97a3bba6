// Locals, globals, drop and select (spec, "Variable Instructions" and "Parametric Instructions").
#include "compiler/lower/function_lowering.h"

using namespace llvm;

namespace wasixc {

using wasm::Opcode;

void FunctionLowering::lowerVariable(const wasm::Instruction &instruction) {
  switch (instruction.opcode) {
  case Opcode::Drop:
    pop();
    return;
  case Opcode::Select:
  case Opcode::SelectTyped: {
    Value *condition = builder.CreateIsNotNull(pop());
    Value *otherwise = pop();
    Value *value = pop();
    return push(builder.CreateSelect(condition, value, otherwise));
  }
  case Opcode::LocalGet:
    return push(loadSlot(local(instruction.index)));
  case Opcode::LocalSet:
    builder.CreateStore(pop(), local(instruction.index));
    return;
  case Opcode::LocalTee:
    builder.CreateStore(stack.back(), local(instruction.index));
    return;
  case Opcode::GlobalGet: {
    Type *globalType = module.valueType(wasm.globals[instruction.index].type.type);
    Value *address = module.context().globalAddress(builder, instruction.index);
    return push(
        module.context().inRegion(builder.CreateAlignedLoad(globalType, address, Align(8)), Region::Context));
  }
  case Opcode::GlobalSet: {
    Value *address = module.context().globalAddress(builder, instruction.index);
    module.context().inRegion(builder.CreateAlignedStore(pop(), address, Align(8)), Region::Context);
    return;
  }
  default:
    llvm_unreachable("not a variable instruction");
  }
}

} // namespace wasixc
