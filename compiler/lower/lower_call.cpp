// Calls (spec, "Control Instructions"). Functions of the module are called directly; imported ones and those
// in tables through their descriptor (abi/context.h), whose type identifier an indirect call checks first.
#include "compiler/lower/function_lowering.h"

using namespace llvm;

namespace wasixc {

using abi::TrapKind;

void FunctionLowering::lowerCall(uint32_t callee) {
  const wasm::FunctionType &calleeType = wasm.functionType(callee);
  SmallVector<Value *, 8> arguments = popMany(calleeType.params.size());
  if (wasm.functions[callee].isImported) {
    Value *descriptor = module.context().importDescriptor(builder, callee);
    return pushResults(calleeType,
                       protect(module.callDescriptor(builder, calleeType, descriptor, arguments)));
  }
  pushResults(calleeType, protect(builder.CreateCall(module.function(callee), arguments)));
}

void FunctionLowering::lowerCallIndirect(const wasm::Instruction &instruction) {
  const wasm::FunctionType &calleeType = wasm.types.function(instruction.index);
  Value *element = pop();
  SmallVector<Value *, 8> arguments = popMany(calleeType.params.size());
  Value *descriptor = checkedCallee(instruction.secondIndex, instruction.index, element);
  pushResults(calleeType, protect(module.callDescriptor(builder, calleeType, descriptor, arguments)));
}

Value *FunctionLowering::checkedCallee(uint32_t table, uint32_t typeIndex, Value *element) {
  Value *slot = tableSlot(table, element, TrapKind::UndefinedElement);
  ContextAccess &context = module.context();
  Value *descriptor = context.inRegion(
      builder.CreateAlignedLoad(builder.getPtrTy(), slot, Align(8), "callee"), Region::TableElements);
  trapIf(builder.CreateIsNull(descriptor), TrapKind::UninitializedElement);
  Value *actual = module.loadInvariant(builder, builder.getInt64Ty(), descriptor, "type");
  Value *expected = builder.getInt64(module.info().typeIds[typeIndex]);
  trapIf(builder.CreateICmpNE(actual, expected), TrapKind::IndirectCallTypeMismatch);
  return descriptor;
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
