// Exceptions: try_table and throw_ref of the standard (validation, section 3.4.2), and the older try,
// catch, rethrow and delegate, which programs built by earlier toolchains still use.
#include "compiler/wasm/function_validator.h"

namespace wasixc::wasm {

bool FunctionValidator::validateException(const Instruction &instruction) {
  switch (instruction.opcode) {
  case Opcode::TryTable:
    return validateTryTable(instruction);
  case Opcode::Throw:
    return validateThrow(instruction);
  case Opcode::ThrowRef:
    if (!pop(kExnRef))
      return false;
    setUnreachable();
    return true;
  case Opcode::Try:
    return enterBlock(instruction);
  case Opcode::Catch:
  case Opcode::CatchAll:
    return validateCatch(instruction);
  case Opcode::Rethrow:
    return validateRethrow(instruction);
  case Opcode::Delegate:
    return validateDelegate(instruction);
  default:
    llvm_unreachable("not an exception instruction");
  }
}

bool FunctionValidator::validateTryTable(const Instruction &instruction) {
  // The labels of the clauses count from outside of the block.
  for (const CatchClause &clause : instruction.catches)
    if (!checkCatch(clause))
      return false;
  return enterBlock(instruction);
}

bool FunctionValidator::checkCatch(const CatchClause &clause) {
  if (!checkLabel(clause.label) || (clause.hasTag() && !checkTag(clause.tag)))
    return false;
  llvm::SmallVector<ValueType, 8> caught;
  if (clause.hasTag()) {
    const FunctionType &type = module.tagType(clause.tag);
    caught.append(type.params.begin(), type.params.end());
  }
  if (clause.hasReference())
    caught.push_back(kExnRef.asNonNull());
  size.movedValues += caught.size();
  llvm::ArrayRef<ValueType> label = labelTypes(clause.label);
  return module.types.isSubtype(llvm::ArrayRef<ValueType>(caught), label) ||
         fail("type mismatch: catch clause passes " + toString(caught) + ", its label takes " +
              toString(label));
}

bool FunctionValidator::validateThrow(const Instruction &instruction) {
  if (!checkTag(instruction.index) || !pop(module.tagType(instruction.index).params))
    return false;
  setUnreachable();
  return true;
}

// Ends the protected part or the handler before this one.
bool FunctionValidator::finishTryPart() {
  Opcode opcode = frames.back().opcode;
  if (opcode != Opcode::Try && opcode != Opcode::Catch)
    return fail("END opcode expected: catch without try");
  return finishBlock();
}

bool FunctionValidator::validateCatch(const Instruction &instruction) {
  bool hasTag = instruction.opcode == Opcode::Catch;
  if (!finishTryPart() || (hasTag && !checkTag(instruction.index)))
    return false;
  BlockType type = frames.back().type;
  popFrame();
  pushFrame(instruction.opcode, type);
  if (hasTag)
    push(module.tagType(instruction.index).params);
  return true;
}

bool FunctionValidator::validateRethrow(const Instruction &instruction) {
  if (!checkLabel(instruction.index))
    return false;
  Opcode opcode = frameOf(instruction.index).opcode;
  if (opcode != Opcode::Catch && opcode != Opcode::CatchAll)
    return fail("invalid rethrow label " + llvm::Twine(instruction.index));
  setUnreachable();
  return true;
}

// `delegate` ends a try block; its label counts from outside of that block.
bool FunctionValidator::validateDelegate(const Instruction &instruction) {
  if (frames.back().opcode != Opcode::Try)
    return fail("END opcode expected: delegate without try");
  if (!finishBlock())
    return false;
  BlockType type = frames.back().type;
  popFrame();
  push(module.blockResults(type));
  return checkLabel(instruction.index);
}

} // namespace wasixc::wasm
