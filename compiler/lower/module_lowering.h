// Lowers part of a WebAssembly module (a shard of its functions) into an LLVM module.
//
// Shards are lowered, optimized and emitted in parallel; they meet again in the linker. So everything shared
// has a symbol: functions are "wasm." and their name. All symbols are hidden and local to the linked file;
// calls between functions are direct.
#pragma once

#include "compiler/lower/context_access.h"
#include "compiler/lower/debug_info.h"
#include "compiler/lower/program_info.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace wasixc {

class ModuleLowering {
public:
  ModuleLowering(llvm::LLVMContext &llvmContext, const ProgramInfo &program, llvm::StringRef name);

  // Requires: the function is defined by the module and has been validated.
  void lowerFunction(uint32_t index);

  std::unique_ptr<llvm::Module> take();

  // What function lowering needs:
  const wasm::Module &wasm() const { return program.module; }
  const ProgramInfo &info() const { return program; }
  llvm::Module &module() { return *llvmModule; }
  llvm::LLVMContext &llvm() { return llvmModule->getContext(); }
  ContextAccess &context() { return contextAccess; }
  // Null without -g.
  llvm::DISubprogram *describe(llvm::Function &function, uint32_t index);

  // The LLVM declaration of a defined function.
  llvm::Function *function(uint32_t index);
  llvm::Type *valueType(wasm::ValueType type);
  // The machine-level type: results beyond abi::kRegisterResults are absent (they travel through scratch).
  // With a descriptor parameter for calls through one.
  llvm::FunctionType *functionType(const wasm::FunctionType &type, bool withDescriptor);
  // Sets what every generated function has in common: target, stack probes, no frame pointer, unwind table.
  void setAttributes(llvm::Function &function);
  // A call through a function descriptor (abi/context.h), which travels in the `nest` register.
  llvm::CallInst *callDescriptor(llvm::IRBuilderBase &builder, const wasm::FunctionType &type,
                                 llvm::Value *descriptor, llvm::ArrayRef<llvm::Value *> arguments);
  // A load of a descriptor's field; descriptors never change.
  llvm::Value *loadInvariant(llvm::IRBuilderBase &builder, llvm::Type *type, llvm::Value *address,
                             const llvm::Twine &name);

private:
  const ProgramInfo &program;
  std::unique_ptr<llvm::Module> llvmModule;
  ContextAccess contextAccess;
  std::optional<DebugInfo> debugInfo;
};

inline bool returnsThroughScratch(const wasm::FunctionType &type) {
  return type.results.size() > abi::kRegisterResults;
}

} // namespace wasixc
