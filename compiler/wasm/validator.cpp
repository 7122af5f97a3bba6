// Entry points of validation, and the function bodies.
#include "compiler/wasm/validator.h"

#include "compiler/wasm/function_validator.h"

namespace wasixc::wasm {

llvm::Error validateFunction(const Module &module, uint32_t functionIndex) {
  const Function &function = module.functions[functionIndex];
  return inFunction(FunctionValidator(module).validateBody(function), functionIndex, function.name);
}

llvm::Error validateAll(const Module &module) {
  if (llvm::Error error = validateModule(module))
    return error;
  for (uint32_t index = module.importedFunctionCount; index < module.functions.size(); ++index)
    if (llvm::Error error = validateFunction(module, index))
      return error;
  return llvm::Error::success();
}

} // namespace wasixc::wasm
