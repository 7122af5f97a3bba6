// Entry points of validation, and the function bodies.
#include "compiler/wasm/validator.h"

#include "compiler/wasm/function_validator.h"

namespace wasixc::wasm {

llvm::Expected<FunctionSize> validateFunction(const Module &module, uint32_t functionIndex) {
  const Function &function = module.functions[functionIndex];
  FunctionValidator validator(module);
  if (llvm::Error error = inFunction(validator.validateBody(function), functionIndex, function.name))
    return std::move(error);
  return validator.functionSize();
}

llvm::Error validateAll(const Module &module) {
  if (llvm::Error error = validateModule(module))
    return error;
  for (uint32_t index = module.importedFunctionCount; index < module.functions.size(); ++index)
    if (auto size = validateFunction(module, index); !size)
      return size.takeError();
  return llvm::Error::success();
}

} // namespace wasixc::wasm
