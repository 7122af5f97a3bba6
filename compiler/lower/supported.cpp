// See supported.h.
#include "compiler/lower/supported.h"

#include "compiler/diagnostic.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Feature;

bool isLowered(Feature feature) {
  switch (feature) {
  case Feature::TailCall:
  case Feature::FunctionReferences:
  case Feature::Gc:
    return false;
  default:
    return true;
  }
}

Error unsupported(const wasm::Instruction &instruction) {
  const wasm::OpcodeInfo &info = wasm::opcodeInfo(instruction.opcode);
  return makeDiagnostic(instruction.offset, "not supported: instruction '" + Twine(info.mnemonic) + "' (" +
                                                wasm::featureFlag(info.feature) + ")");
}

Error checkExpression(wasm::InstructionReader reader) {
  wasm::Instruction instruction;
  while (!reader.atEnd()) {
    if (Error error = reader.read(instruction))
      return error;
    if (!isLowered(wasm::opcodeInfo(instruction.opcode).feature))
      return unsupported(instruction);
  }
  return Error::success();
}

} // namespace

Error checkModuleSupported(const wasm::Module &module) {
  for (const wasm::SubType &type : module.types.all())
    if (type.kind != wasm::CompositeKind::Function)
      return makeDiagnostic(type.offset, "not supported: struct and array types (gc)");
  for (const wasm::Global &global : module.globals)
    if (!global.isImported)
      if (Error error = checkExpression(module.reader(global.initializer)))
        return error;
  return Error::success();
}

Error checkFunctionSupported(const wasm::Module &module, uint32_t index) {
  return inFunction(checkExpression(module.reader(module.functions[index])), index,
                    module.functions[index].name);
}

} // namespace wasixc
