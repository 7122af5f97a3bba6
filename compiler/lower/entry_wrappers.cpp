// See entry_wrappers.h.
#include "compiler/lower/entry_wrappers.h"

using namespace llvm;

namespace wasixc {
namespace {

Function *lowerEntryWrapper(ModuleLowering &lowering, const wasm::FunctionType &type, uint32_t typeIndex) {
  LLVMContext &context = lowering.llvm();
  FunctionType *wrapperType =
      FunctionType::get(Type::getVoidTy(context), {PointerType::get(context, 0)}, false);
  Function *wrapper = Function::Create(wrapperType, GlobalValue::ExternalLinkage,
                                       "wasixc.entry." + Twine(typeIndex), lowering.module());
  lowering.setAttributes(*wrapper);
  wrapper->addParamAttr(0, Attribute::Nest);
  IRBuilder<> builder(BasicBlock::Create(context, "entry", wrapper));
  ContextAccess &access = lowering.context();

  SmallVector<Value *, 8> arguments;
  for (auto [slot, parameter] : enumerate(type.params))
    arguments.push_back(access.inRegion(
        builder.CreateLoad(lowering.valueType(parameter), access.scratchAddress(builder, slot)),
        Region::Context));
  Value *call = lowering.callDescriptor(builder, type, wrapper->getArg(0), arguments);
  if (!returnsThroughScratch(type))
    for (unsigned i = 0; i < type.results.size(); ++i) {
      Value *result = type.results.size() == 1 ? call : builder.CreateExtractValue(call, i);
      access.inRegion(builder.CreateStore(result, access.scratchAddress(builder, i)), Region::Context);
    }
  builder.CreateRetVoid();
  return wrapper;
}

} // namespace

DenseMap<uint32_t, Function *> lowerEntryWrappers(ModuleLowering &lowering) {
  const wasm::Module &wasm = lowering.wasm();
  DenseMap<uint32_t, Function *> wrappers;
  for (uint32_t i = 0; i < wasm.functions.size(); ++i) {
    if (!wasm.functions[i].isDeclared && wasm.start != i)
      continue;
    const uint32_t type = wasm.types.canonical(wasm.functions[i].typeIndex);
    Function *&wrapper = wrappers[type];
    if (!wrapper)
      wrapper = lowerEntryWrapper(lowering, wasm.types.function(type), type);
  }
  return wrappers;
}

} // namespace wasixc
