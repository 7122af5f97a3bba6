// See supported.h.
#include "compiler/lower/supported.h"

#include "compiler/diagnostic.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Feature;

bool isLowered(Feature feature) {
  switch (feature) {
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

// Calls `visit` with each instruction; the first that is not lowered is the error.
Error checkInstructions(
    wasm::InstructionReader reader,
    function_ref<void(const wasm::Instruction &)> visit = [](const wasm::Instruction &) {}) {
  wasm::Instruction instruction;
  while (!reader.atEnd()) {
    if (Error error = reader.read(instruction))
      return error;
    if (!isLowered(wasm::opcodeInfo(instruction.opcode).feature))
      return unsupported(instruction);
    visit(instruction);
  }
  return Error::success();
}

Error checkConstants(const wasm::Module &module) {
  for (const wasm::Global &global : module.globals)
    if (Error error = checkInstructions(module.reader(global.initializer)))
      return error;
  for (const wasm::Table &table : module.tables)
    if (Error error = checkInstructions(module.reader(table.initializer)))
      return error;
  for (const wasm::ElementSegment &segment : module.elements)
    for (const wasm::ConstantExpression &expression : segment.expressions)
      if (Error error = checkInstructions(module.reader(expression)))
        return error;
  return Error::success();
}

Error checkBody(const wasm::Module &module, uint32_t index, TailCallSet &tailCalls) {
  return checkInstructions(module.reader(module.functions[index]), [&](const wasm::Instruction &instruction) {
    if (wasm::opcodeInfo(instruction.opcode).feature != Feature::TailCall)
      return;
    tailCalls.mark(index);
    if (instruction.opcode == wasm::Opcode::ReturnCall)
      tailCalls.mark(instruction.index);
  });
}

} // namespace

BitVector TailCallSet::take() const {
  BitVector set(marks.size());
  for (size_t i = 0; i < marks.size(); ++i)
    if (marks[i].load(std::memory_order_relaxed))
      set.set(i);
  return set;
}

Error checkModuleSupported(const wasm::Module &module) {
  for (const wasm::SubType &type : module.types.all())
    if (type.kind != wasm::CompositeKind::Function)
      return makeDiagnostic(type.offset, Twine("not supported: ") +
                                             (type.kind == wasm::CompositeKind::Struct ? "struct" : "array") +
                                             " types (gc)");
  return checkConstants(module);
}

Error checkFunctionSupported(const wasm::Module &module, uint32_t index, TailCallSet &tailCalls) {
  return inFunction(checkBody(module, index, tailCalls), index, module.functions[index].name);
}

} // namespace wasixc
