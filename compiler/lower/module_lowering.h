// Lowers part of a WebAssembly module (a shard of its functions) into an LLVM module.
//
// Shards are lowered, optimized and emitted in parallel; they meet again in the linker. So everything shared
// has a symbol: functions are "wasm." and their name. All symbols are hidden and local to the linked file;
// calls between functions are direct.
#pragma once

#include "compiler/lower/calling_convention.h"
#include "compiler/lower/context_access.h"
#include "compiler/lower/debug_info.h"
#include "compiler/lower/program_info.h"
#include "compiler/lower/tier.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace wasixc {

class ModuleLowering {
public:
  ModuleLowering(llvm::LLVMContext &llvmContext, const ProgramInfo &program, llvm::StringRef name,
                 Tier tier = Tier::Optimized);

  // Requires: the function is defined by the module and has been validated.
  void lowerFunction(uint32_t index);

  std::unique_ptr<llvm::Module> take();

  // What function lowering needs:
  const wasm::Module &wasm() const { return program.module; }
  const ProgramInfo &info() const { return program; }
  Tier tier() const { return chosenTier; }
  llvm::Module &module() { return *llvmModule; }
  llvm::LLVMContext &llvm() { return llvmModule->getContext(); }
  ContextAccess &context() { return contextAccess; }
  // Null without -g.
  llvm::DISubprogram *describe(llvm::Function &function, uint32_t index);

  // The LLVM declaration of a defined function, and the form of its type and of every direct call.
  llvm::Function *function(uint32_t index);
  CallForm formOf(uint32_t index) const {
    return program.inTailCalls.test(index) ? CallForm::Uniform : CallForm::Direct;
  }
  llvm::Type *valueType(wasm::ValueType type);
  // Sets what every generated function has in common: target, stack probes, no frame pointer, unwind table.
  void setAttributes(llvm::Function &function);
  // The code that a function descriptor (abi/context.h) stands for.
  llvm::Value *descriptorCode(llvm::IRBuilderBase &builder, llvm::Value *descriptor);
  // A call of a defined function, or through a descriptor, which travels in the `nest` register.
  llvm::CallInst *callFunction(llvm::IRBuilderBase &builder, uint32_t index,
                               llvm::ArrayRef<llvm::Value *> arguments);
  llvm::CallInst *callDescriptor(llvm::IRBuilderBase &builder, const wasm::FunctionType &type,
                                 llvm::Value *descriptor, llvm::ArrayRef<llvm::Value *> arguments);
  // A load of a descriptor's field; descriptors never change.
  llvm::Value *loadInvariant(llvm::IRBuilderBase &builder, llvm::Type *type, llvm::Value *address,
                             const llvm::Twine &name);

  // calling_convention.cpp. Results beyond abi::kRegisterResults travel through scratch: then the LLVM type
  // has none.
  llvm::FunctionType *functionType(const wasm::FunctionType &type, CallForm form);
  // The LLVM arguments of a call; stores those that travel through scratch. The Uniform form has a descriptor
  // or null.
  llvm::SmallVector<llvm::Value *, 16> passArguments(llvm::IRBuilderBase &builder,
                                                     const wasm::FunctionType &type, CallForm form,
                                                     llvm::Value *descriptor,
                                                     llvm::ArrayRef<llvm::Value *> arguments);
  // The values of a function's parameters. At its very start, before anything else can write to scratch.
  llvm::SmallVector<llvm::Value *, 16> receiveArguments(llvm::IRBuilderBase &builder,
                                                        llvm::Function &function,
                                                        const wasm::FunctionType &type, CallForm form);

private:
  llvm::Type *resultType(const wasm::FunctionType &type);

  const ProgramInfo &program;
  const Tier chosenTier;
  std::unique_ptr<llvm::Module> llvmModule;
  llvm::DenseMap<uint32_t, llvm::Function *> functions; // by index; names may be long
  ContextAccess contextAccess;
  std::optional<DebugInfo> debugInfo;
};

inline bool returnsThroughScratch(const wasm::FunctionType &type) {
  return type.results.size() > abi::kRegisterResults;
}

} // namespace wasixc
