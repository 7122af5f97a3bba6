// Calls (spec, "Control Instructions"). Functions of the module are called directly; imported ones, those in
// tables and those behind references through their descriptor (abi/context.h), whose type identifier an
// indirect call checks first. Null needs no check: the first thing a call reads of it is its type or its
// code, at the address 0 or 8, and the runtime knows these two faults (runtime/guest/fault_handler.cpp).
//
// A tail call is a "musttail" call followed by a return: LLVM makes it a jump, after the caller's frame is
// gone, at every optimization level. calling_convention.h tells how that works between functions of any
// types.
#include "compiler/lower/function_lowering.h"

#include "compiler/lower/type_position.h"

using namespace llvm;

namespace wasixc {

using abi::TrapKind;
using wasm::Opcode;

void FunctionLowering::lowerCall(const wasm::Instruction &instruction) {
  const uint32_t callee = instruction.index;
  const wasm::FunctionType &calleeType = wasm.functionType(callee);
  const bool isTailCall = instruction.opcode == Opcode::ReturnCall;
  if (wasm.functions[callee].isImported)
    return finishCall(calleeType, module.context().importDescriptor(builder, callee), isTailCall);
  const SmallVector<Value *, 8> arguments = popMany(calleeType.params.size());
  if (isTailCall)
    return tailCall(calleeType, module.function(callee), nullptr, arguments);
  pushResults(calleeType, protect(module.callFunction(builder, callee, arguments)));
}

void FunctionLowering::lowerCallIndirect(const wasm::Instruction &instruction) {
  Value *descriptor = checkedCallee(instruction.secondIndex, instruction.index, pop());
  finishCall(wasm.types.function(instruction.index), descriptor,
             instruction.opcode == Opcode::ReturnCallIndirect);
}

void FunctionLowering::lowerCallReference(const wasm::Instruction &instruction) {
  Value *descriptor = pop();
  finishCall(wasm.types.function(instruction.index), descriptor, instruction.opcode == Opcode::ReturnCallRef);
}

// Calls through a descriptor, with the arguments on the operand stack.
void FunctionLowering::finishCall(const wasm::FunctionType &calleeType, Value *descriptor, bool isTailCall) {
  const SmallVector<Value *, 8> arguments = popMany(calleeType.params.size());
  if (isTailCall)
    return tailCall(calleeType, module.descriptorCode(builder, descriptor), descriptor, arguments);
  pushResults(calleeType, protect(module.callDescriptor(builder, calleeType, descriptor, arguments)));
}

void FunctionLowering::tailCall(const wasm::FunctionType &calleeType, Value *code, Value *descriptor,
                                ArrayRef<Value *> arguments) {
  CallInst *call =
      builder.CreateCall(module.functionType(calleeType, CallForm::Uniform), code,
                         module.passArguments(builder, calleeType, CallForm::Uniform, descriptor, arguments));
  call->addParamAttr(0, Attribute::Nest);
  call->setTailCallKind(CallInst::TCK_MustTail);
  call->setIsNoInline(); // a chain of a thousand small functions would be inlined into each of them
  if (call->getType()->isVoidTy())
    builder.CreateRetVoid();
  else
    builder.CreateRet(call);
  setUnreachable();
}

Value *FunctionLowering::checkedCallee(uint32_t table, uint32_t typeIndex, Value *element) {
  Value *slot = tableSlot(table, element, TrapKind::UndefinedElement);
  ContextAccess &context = module.context();
  Value *descriptor = context.inRegion(
      builder.CreateAlignedLoad(builder.getPtrTy(), slot, Align(8), "callee"), Region::TableElements);
  descriptor = opaque(descriptor);
  Value *actual = module.loadInvariant(builder, builder.getInt64Ty(), descriptor, "type");
  Value *isWrong = hasOtherType(actual, typeIndex);
  // A function of another type would take numbers for references.
  Value *mask = maskUnless(isWrong);
  trapIf(isWrong, TrapKind::IndirectCallTypeMismatch);
  return masked(descriptor, mask);
}

// Whether the identifier `actual` is neither that of the type nor that of a subtype.
Value *FunctionLowering::hasOtherType(Value *actual, uint32_t typeIndex) {
  const ProgramInfo &program = module.info();
  const uint32_t canonical = wasm.types.canonical(typeIndex);
  const TypeHierarchy::Range range = program.typeHierarchy.subtypes(canonical);
  if (range.count > kMostComparedTypes) {
    Value *position = builder.CreateCall(typePositionFunction(module), {actual});
    return builder.CreateICmpUGE(builder.CreateSub(position, builder.getInt32(range.first)),
                                 builder.getInt32(range.count));
  }
  Value *isOther = nullptr;
  for (uint32_t type : program.typeHierarchy.typesIn(range)) {
    Value *differs = builder.CreateICmpNE(actual, builder.getInt64(program.typeIds[type]));
    isOther = isOther ? builder.CreateAnd(isOther, differs) : differs;
  }
  return isOther;
}

void FunctionLowering::pushResults(const wasm::FunctionType &calleeType, CallBase *call) {
  if (returnsThroughScratch(calleeType)) {
    ContextAccess &context = module.context();
    for (auto [slot, result] : enumerate(calleeType.results))
      push(context.inRegion(
          builder.CreateLoad(module.valueType(result), context.scratchAddress(builder, slot), "result"),
          Region::Context));
  } else if (calleeType.results.size() == 1) {
    push(call);
  } else {
    for (unsigned i = 0; i < calleeType.results.size(); ++i)
      push(builder.CreateExtractValue(call, i));
  }
}

} // namespace wasixc
