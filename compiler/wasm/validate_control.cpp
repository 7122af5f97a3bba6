// Blocks, branches and calls (validation, sections 3.4.1 and 3.4.2).
#include "compiler/wasm/function_validator.h"
#include "compiler/wasm/limits.h"

#include "llvm/ADT/SmallPtrSet.h"

namespace wasixc::wasm {

void FunctionValidator::pushFrame(Opcode opcode, const BlockType &type) {
  frames.push_back({opcode, type, static_cast<uint32_t>(operands.size()),
                    static_cast<uint32_t>(initializedStack.size()), false});
  openLoops += opcode == Opcode::Loop;
  openHandlers += opcode == Opcode::TryTable || opcode == Opcode::Try;
}

// The block's results must be exactly what is left on its stack; they are popped.
bool FunctionValidator::finishBlock() {
  llvm::ArrayRef<ValueType> results = resultsOf(frames.back());
  if (available() > results.size())
    return fail("type mismatch: block requires " + toString(results) + " but stack has " +
                toString(llvm::ArrayRef<ValueType>(operands).take_back(available())));
  return pop(results);
}

// Locals that became initialized inside a block are not known to be so behind it.
void FunctionValidator::popFrame() {
  for (size_t index = frames.back().initializedHeight; index < initializedStack.size(); ++index)
    initialized.erase(initializedStack[index]);
  initializedStack.resize(frames.back().initializedHeight);
  const Opcode opcode = frames.back().opcode;
  openLoops -= opcode == Opcode::Loop;
  openHandlers -= opcode == Opcode::TryTable || opcode == Opcode::Try;
  frames.pop_back();
}

void FunctionValidator::setUnreachable() {
  operands.truncate(frames.back().height);
  frames.back().isUnreachable = true;
}

bool FunctionValidator::checkLabel(uint32_t label) { return checkIndex("label", label, frames.size()); }

llvm::ArrayRef<ValueType> FunctionValidator::labelTypes(uint32_t label) const {
  const ControlFrame &frame = frameOf(label);
  return frame.opcode == Opcode::Loop ? module.blockParams(frame.type) : resultsOf(frame);
}

bool FunctionValidator::validateControl(const Instruction &instruction) {
  switch (instruction.opcode) {
  case Opcode::Unreachable:
    setUnreachable();
    return true;
  case Opcode::Block:
  case Opcode::Loop:
    return enterBlock(instruction);
  case Opcode::If:
    return validateIf(instruction);
  case Opcode::Else:
    return validateElse();
  case Opcode::End:
    return validateEnd();
  case Opcode::Br:
    return validateBranch(instruction);
  case Opcode::BrIf:
    return validateConditionalBranch(instruction);
  case Opcode::BrTable:
    return validateBranchTable(instruction);
  case Opcode::Return:
    if (!pop(functionResults()))
      return false;
    setUnreachable();
    return true;
  case Opcode::Call:
  case Opcode::ReturnCall:
    return validateCall(instruction);
  case Opcode::CallIndirect:
  case Opcode::ReturnCallIndirect:
    return validateIndirectCall(instruction);
  case Opcode::CallRef:
  case Opcode::ReturnCallRef:
    return validateReferenceCall(instruction);
  default:
    llvm_unreachable("not a control instruction");
  }
}

bool FunctionValidator::checkBlockType(const BlockType &type) {
  switch (type.kind) {
  case BlockType::Empty:
    return true;
  case BlockType::Value:
    return checkValueType(type.value);
  case BlockType::Function:
    return checkTypeKind(type.typeIndex, CompositeKind::Function);
  }
  return false;
}

bool FunctionValidator::enterBlock(const Instruction &instruction) {
  if (!checkBlockType(instruction.block))
    return false;
  if (frames.size() > kMaxNesting)
    return fail("nesting too deep: the limit is " + llvm::Twine(kMaxNesting) + " blocks");
  llvm::ArrayRef<ValueType> params = module.blockParams(instruction.block);
  if (!pop(params))
    return false;
  pushFrame(instruction.opcode, instruction.block);
  push(params);
  return true;
}

bool FunctionValidator::validateIf(const Instruction &instruction) {
  return checkBlockType(instruction.block) && pop(kI32) && enterBlock(instruction);
}

bool FunctionValidator::validateElse() {
  if (frames.back().opcode != Opcode::If)
    return fail("END opcode expected: else without if");
  if (!finishBlock())
    return false;
  BlockType type = frames.back().type;
  popFrame();
  pushFrame(Opcode::Else, type);
  push(module.blockParams(type));
  return true;
}

bool FunctionValidator::validateEnd() {
  if (!finishBlock())
    return false;
  BlockType type = frames.back().type;
  llvm::ArrayRef<ValueType> results = module.blockResults(type);
  // The missing else branch passes the parameters on as results.
  if (frames.back().opcode == Opcode::If && !module.types.isSubtype(module.blockParams(type), results))
    return fail("type mismatch: if without else must not change types, but goes from " +
                toString(module.blockParams(type)) + " to " + toString(results));
  popFrame();
  push(results);
  return true;
}

bool FunctionValidator::validateBranch(const Instruction &instruction) {
  if (!checkLabel(instruction.index) || !pop(labelTypes(instruction.index)))
    return false;
  setUnreachable();
  return true;
}

bool FunctionValidator::validateConditionalBranch(const Instruction &instruction) {
  return checkLabel(instruction.index) && pop(kI32) &&
         apply(labelTypes(instruction.index), labelTypes(instruction.index));
}

bool FunctionValidator::validateBranchTable(const Instruction &instruction) {
  if (!pop(kI32) || !checkLabel(instruction.labels.back()))
    return false;
  size_t arity = labelTypes(instruction.labels.back()).size();
  // Blocks of the same function type share one list of types; checking it once keeps a table with very many
  // labels from costing its length times the number of operands.
  llvm::SmallPtrSet<const ValueType *, 4> checkedLists;
  for (uint32_t label : instruction.labels) {
    if (!checkLabel(label))
      return false;
    llvm::ArrayRef<ValueType> types = labelTypes(label);
    if (types.size() != arity)
      return fail("type mismatch: the targets of br_table take different numbers of operands");
    if (arity > 1 && !checkedLists.insert(types.data()).second)
      continue;
    if (!check(types))
      return false;
  }
  if (arity > 1)
    size.movedValues += arity * llvm::DenseSet<uint32_t>(llvm::from_range, instruction.labels).size();
  setUnreachable();
  return true;
}

bool FunctionValidator::finishCall(const FunctionType &type, bool isTailCall) {
  if (!isTailCall)
    return apply(type.params, type.results);
  if (!module.types.isSubtype(llvm::ArrayRef(type.results), functionResults()))
    return fail("type mismatch: the callee of a tail call returns " + toString(type.results) +
                ", the function " + toString(functionResults()));
  if (!pop(type.params))
    return false;
  setUnreachable();
  return true;
}

bool FunctionValidator::validateCall(const Instruction &instruction) {
  return checkFunction(instruction.index) &&
         finishCall(module.functionType(instruction.index), instruction.opcode == Opcode::ReturnCall);
}

bool FunctionValidator::validateIndirectCall(const Instruction &instruction) {
  uint32_t table = instruction.secondIndex;
  if (!checkTable(table))
    return false;
  if (!module.types.isSubtype(module.tables[table].type.element, kFuncRef))
    return fail("type mismatch: table " + llvm::Twine(table) + " does not hold functions");
  return checkTypeKind(instruction.index, CompositeKind::Function) && pop(tableAddress(table)) &&
         finishCall(module.types.function(instruction.index),
                    instruction.opcode == Opcode::ReturnCallIndirect);
}

bool FunctionValidator::validateReferenceCall(const Instruction &instruction) {
  return checkTypeKind(instruction.index, CompositeKind::Function) &&
         pop(ValueType::reference(HeapType::concrete(instruction.index), true)) &&
         finishCall(module.types.function(instruction.index), instruction.opcode == Opcode::ReturnCallRef);
}

} // namespace wasixc::wasm
