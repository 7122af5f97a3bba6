// See command_exports.h.
#include "compiler/lower/command_exports.h"

#include "compiler/wasm/instruction.h"

using namespace llvm;

namespace wasixc {
namespace {

// What a wrapper calls.
struct Wrapper {
  uint32_t constructors;
  uint32_t function;
  uint32_t destructors;
};

bool takesNothing(const wasm::Module &module, uint32_t function) {
  const wasm::FunctionType &type = module.functionType(function);
  return type.params.empty() && type.results.empty();
}

// The wrapper's body: a call of the constructors, all parameters in order, a call of a function of the same
// type, a call of the destructors.
std::optional<Wrapper> asWrapper(const wasm::Module &module, uint32_t index) {
  const wasm::Function &function = module.functions[index];
  const size_t parameters = module.functionType(index).params.size();
  if (function.isImported)
    return std::nullopt;
  SmallVector<uint32_t, 3> calls;
  size_t read = 0;
  wasm::InstructionReader reader = module.reader(function);
  wasm::Instruction instruction;
  for (;;) {
    cantFail(reader.read(instruction));
    const bool isParameter = instruction.opcode == wasm::Opcode::LocalGet && calls.size() == 1 &&
                             instruction.index == read && read < parameters;
    if (isParameter)
      ++read;
    else if (instruction.opcode == wasm::Opcode::Call && calls.size() < 3)
      calls.push_back(instruction.index);
    else
      break;
  }
  if (instruction.opcode != wasm::Opcode::End || calls.size() != 3 || read != parameters ||
      !takesNothing(module, calls[0]) || !takesNothing(module, calls[2]) ||
      module.functions[calls[1]].typeIndex != function.typeIndex)
    return std::nullopt;
  return Wrapper{calls[0], calls[1], calls[2]};
}

} // namespace

void unwrapCommandExports(wasm::Module &module) {
  const auto isFunction = [](const wasm::Export &item) { return item.kind == wasm::ExternalKind::Function; };
  const auto start = find_if(
      module.exports, [&](const wasm::Export &item) { return isFunction(item) && item.name == "_start"; });
  if (start == module.exports.end())
    return;
  const auto command = asWrapper(module, start->index);
  if (!command)
    return;
  for (wasm::Export &item : module.exports) {
    if (!isFunction(item) || item.index == start->index)
      continue;
    const auto wrapper = asWrapper(module, item.index);
    if (!wrapper || wrapper->constructors != command->constructors ||
        wrapper->destructors != command->destructors)
      continue;
    item.index = wrapper->function;
    module.functions[item.index].isDeclared = true; // called from outside
  }
}

} // namespace wasixc
