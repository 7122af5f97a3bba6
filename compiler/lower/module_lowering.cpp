// See module_lowering.h.
#include "compiler/lower/module_lowering.h"

#include "compiler/lower/function_lowering.h"

#include "abi/stack.h"

using namespace llvm;

namespace wasixc {

ModuleLowering::ModuleLowering(LLVMContext &llvmContext, const ProgramInfo &program, StringRef name,
                               Tier tier)
    : program(program), chosenTier(tier), llvmModule(std::make_unique<Module>(name, llvmContext)),
      contextAccess(*llvmModule, program.module, program.layout) {
  llvmModule->setPICLevel(PICLevel::SmallPIC);
  llvmModule->setUwtable(UWTableKind::Async);
  if (program.options.debugInfo)
    debugInfo.emplace(*llvmModule, program.options.sourceName, program.options.optimizationLevel > 0);
}

std::unique_ptr<Module> ModuleLowering::take() {
  if (debugInfo)
    debugInfo->finish();
  return std::move(llvmModule);
}

DISubprogram *ModuleLowering::describe(Function &function, uint32_t index) {
  if (!debugInfo)
    return nullptr;
  return debugInfo->describe(function, program.functionNames[index], wasm().functions[index].codeOffset());
}

void ModuleLowering::lowerFunction(uint32_t index) { FunctionLowering(*this, index).run(); }

Function *ModuleLowering::function(uint32_t index) {
  Function *&result = functions[index];
  if (result)
    return result;
  FunctionType *type = functionType(wasm().functionType(index), formOf(index));
  result = Function::Create(type, GlobalValue::ExternalLinkage, program.symbol(index), *llvmModule);
  setAttributes(*result);
  if (formOf(index) == CallForm::Uniform)
    result->addParamAttr(0, Attribute::Nest);
  return result;
}

Type *ModuleLowering::valueType(wasm::ValueType type) {
  switch (type.kind()) {
  case wasm::ValueKind::I32:
    return Type::getInt32Ty(llvm());
  case wasm::ValueKind::I64:
    return Type::getInt64Ty(llvm());
  case wasm::ValueKind::F32:
    return Type::getFloatTy(llvm());
  case wasm::ValueKind::F64:
    return Type::getDoubleTy(llvm());
  case wasm::ValueKind::V128:
    return FixedVectorType::get(Type::getInt64Ty(llvm()), 2);
  case wasm::ValueKind::Reference:
  case wasm::ValueKind::Bottom:
    break;
  }
  return PointerType::get(llvm(), 0);
}

void ModuleLowering::setAttributes(Function &function) {
  function.setVisibility(GlobalValue::HiddenVisibility);
  function.setDSOLocal(true);
  function.setUWTableKind(UWTableKind::Async);
  function.addFnAttr("target-cpu", program.options.cpu);
  function.addFnAttr("target-features", program.options.features);
  function.addFnAttr("frame-pointer", "none");
  function.addFnAttr("no-realign-stack");
  function.addFnAttr("no-builtins");
  // A plain call takes stack even in tail position: endless recursion must exhaust it, and backtraces stay
  // complete. The tail call instructions ask for theirs with `musttail`, which this leaves alone.
  function.addFnAttr("disable-tail-calls", "true");
  // Calls of null references read there, which is a trap and not undefined (lower_call.cpp).
  function.addFnAttr(Attribute::NullPointerIsValid);
  // br_table becomes comparisons: no index of a jump table can be wrong, nor a jump be mispredicted anywhere.
  if (program.options.spectre)
    function.addFnAttr("no-jump-tables", "true");
  function.addFnAttr("probe-stack", "inline-asm");
  function.addFnAttr("stack-probe-size", std::to_string(abi::kStackProbeSize));
}

Value *ModuleLowering::loadInvariant(IRBuilderBase &builder, Type *type, Value *address, const Twine &name) {
  LoadInst *load = builder.CreateAlignedLoad(type, address, Align(8), name);
  load->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(llvm(), {}));
  return load;
}

Value *ModuleLowering::descriptorCode(IRBuilderBase &builder, Value *descriptor) {
  Value *slot = builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), descriptor,
                                                   offsetof(abi::FunctionDescriptor, code));
  Value *offset = loadInvariant(builder, builder.getInt64Ty(), slot, "code");
  return builder.CreatePtrAdd(descriptor, offset);
}

CallInst *ModuleLowering::callFunction(IRBuilderBase &builder, uint32_t index, ArrayRef<Value *> arguments) {
  const CallForm form = formOf(index);
  CallInst *call = builder.CreateCall(
      function(index), passArguments(builder, wasm().functionType(index), form, nullptr, arguments));
  if (form == CallForm::Uniform)
    call->addParamAttr(0, Attribute::Nest);
  return call;
}

CallInst *ModuleLowering::callDescriptor(IRBuilderBase &builder, const wasm::FunctionType &type,
                                         Value *descriptor, ArrayRef<Value *> arguments) {
  Value *code = descriptorCode(builder, descriptor);
  const CallForm form = CallForm::Descriptor;
  CallInst *call = builder.CreateCall(functionType(type, form), code,
                                      passArguments(builder, type, form, descriptor, arguments));
  call->addParamAttr(0, Attribute::Nest);
  return call;
}

} // namespace wasixc
