// libFuzzer target: decoder, validator, constant folding and type signatures must survive any input.
//
// The first byte chooses the set of features, the rest is the module. What passes validation is decoded
// once more the way the lowering does it, which must then succeed.
#include "compiler/wasm/constant_expression.h"
#include "compiler/wasm/reader.h"
#include "compiler/wasm/validator.h"

#include <cstdlib>

namespace {

using namespace wasixc::wasm;

FeatureSet chooseFeatures(uint8_t selector) {
  switch (selector & 3) {
  case 0:
    return FeatureSet::wasm2();
  case 1:
    return FeatureSet::wasm3();
  default:
    return FeatureSet::standard();
  }
}

void decodeAgain(const Module &module, uint32_t functionIndex) {
  const Function &function = module.functions[functionIndex];
  llvm::cantFail(module.localTypes(function));
  InstructionReader reader = module.reader(function);
  Instruction instruction;
  while (!reader.atEnd())
    llvm::cantFail(reader.read(instruction));
}

void exerciseValidModule(const Module &module) {
  for (uint32_t index = 0; index < module.types.size(); ++index)
    if (module.types.signature(index).empty())
      std::abort();
  for (const Global &global : module.globals)
    if (!global.isImported)
      foldConstant(module, global.initializer);
  for (const ElementSegment &segment : module.elements)
    for (const ConstantExpression &expression : segment.expressions)
      foldConstant(module, expression);
  for (uint32_t index = module.importedFunctionCount; index < module.functions.size(); ++index) {
    if (auto size = validateFunction(module, index); !size)
      llvm::consumeError(size.takeError());
    else
      decodeAgain(module, index);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  llvm::Expected<Module> module = readModule({data + 1, size - 1}, chooseFeatures(data[0]));
  if (!module) {
    llvm::consumeError(module.takeError());
    return 0;
  }
  if (llvm::Error error = validateModule(*module))
    llvm::consumeError(std::move(error));
  else
    exerciseValidModule(*module);
  return 0;
}
