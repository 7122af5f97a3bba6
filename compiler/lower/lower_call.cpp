// Calls (spec, "Control Instructions"). Functions of the module are called directly; imported ones, those in
// tables and those behind references through their descriptor (abi/context.h), whose type identifier an
// indirect call checks first. Null needs no check: the first thing a call reads of it is its type or its
// code, at the address 0 or 8, and the runtime knows these two faults (runtime/guest/fault_handler.cpp).
//
// A tail call is a "musttail" call followed by a return: LLVM makes it a jump, after the caller's frame is
// gone, at every optimization level. calling_convention.h tells how that works between functions of any
// types.
#include "compiler/lower/function_lowering.h"

using namespace llvm;

namespace wasixc {

using abi::TrapKind;
using wasm::Opcode;

// The run-time identifiers of a type and of its declared subtypes: one, unless the type is open for subtypes.
static SmallVector<uint64_t, 4> acceptedTypeIds(const ProgramInfo &program, uint32_t typeIndex) {
  const wasm::TypeTable &types = program.module.types;
  SmallVector<uint64_t, 4> ids{program.typeIds[typeIndex]};
  if (types[typeIndex].isFinal)
    return ids;
  for (uint32_t i = 0; i < types.size(); ++i)
    for (auto type = types[i].supertype; type; type = types[*type].supertype)
      if (types.canonical(*type) == types.canonical(typeIndex) && !is_contained(ids, program.typeIds[i]))
        ids.push_back(program.typeIds[i]);
  return ids;
}

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
  Value *isWrong = nullptr;
  for (uint64_t id : acceptedTypeIds(module.info(), typeIndex)) {
    Value *differs = builder.CreateICmpNE(actual, builder.getInt64(id));
    isWrong = isWrong ? builder.CreateAnd(isWrong, differs) : differs;
  }
  // A function of another type would take numbers for references.
  Value *mask = maskUnless(isWrong);
  trapIf(isWrong, TrapKind::IndirectCallTypeMismatch);
  return masked(descriptor, mask);
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
