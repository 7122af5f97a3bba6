// See legacy_try.h.
#include "compiler/lower/legacy_try.h"

#include "llvm/Support/Error.h"

using namespace llvm;

namespace wasixc {

using wasm::Opcode;

LegacyTries findLegacyTries(const wasm::Module &module, uint32_t function) {
  LegacyTries tries;
  SmallVector<uint64_t, 16> open{0}; // the offset of each block that is a try, else 0
  wasm::InstructionReader reader = module.reader(module.functions[function]);
  wasm::Instruction instruction;
  while (!open.empty()) {
    cantFail(reader.read(instruction));
    switch (instruction.opcode) {
    case Opcode::Block:
    case Opcode::Loop:
    case Opcode::If:
    case Opcode::TryTable:
      open.push_back(0);
      break;
    case Opcode::Try:
      open.push_back(instruction.offset);
      tries[instruction.offset] = {};
      break;
    case Opcode::Catch:
      tries[open.back()].clauses.push_back({instruction.index, false});
      break;
    case Opcode::CatchAll:
      tries[open.back()].clauses.push_back({std::nullopt, false});
      break;
    case Opcode::Rethrow:
      tries[open[open.size() - 1 - instruction.index]].clauses.back().hasReference = true;
      break;
    case Opcode::Delegate:
      tries[open.pop_back_val()].delegate = instruction.index;
      break;
    case Opcode::End:
      open.pop_back();
      break;
    default:
      break;
    }
  }
  return tries;
}

} // namespace wasixc
