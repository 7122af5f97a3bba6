// Blocks, branches and returns (spec, "Control Instructions"). A label's operands are phis of its block; a
// block that no branch and no fall-through reaches is deleted, and the code behind its end is unreachable.
#include "compiler/lower/function_lowering.h"

using namespace llvm;

namespace wasixc {

using wasm::Opcode;

void FunctionLowering::lowerControl(const wasm::Instruction &instruction) {
  switch (instruction.opcode) {
  case Opcode::Unreachable:
    trap(abi::TrapKind::Unreachable);
    return setUnreachable();
  case Opcode::Nop:
    return;
  case Opcode::Block:
  case Opcode::Loop:
  case Opcode::If:
    return pushFrame(instruction);
  case Opcode::Else:
    return lowerElse();
  case Opcode::End:
    return lowerEnd();
  case Opcode::Br:
    branchTo(frameAt(instruction.index));
    return setUnreachable();
  case Opcode::BrIf:
    return lowerBranchIf(instruction.index);
  case Opcode::BrTable:
    return lowerBranchTable(instruction);
  case Opcode::Return:
    branchTo(control.front());
    return setUnreachable();
  case Opcode::Call:
  case Opcode::ReturnCall:
    return lowerCall(instruction);
  case Opcode::CallIndirect:
  case Opcode::ReturnCallIndirect:
    return lowerCallIndirect(instruction);
  case Opcode::CallRef:
  case Opcode::ReturnCallRef:
    return lowerCallReference(instruction);
  default:
    llvm_unreachable("not a control instruction");
  }
}

FunctionLowering::LabelOperands FunctionLowering::createOperands(BasicBlock *block,
                                                                 ArrayRef<wasm::ValueType> types) {
  LabelOperands operands;
  for (auto [position, type] : enumerate(types)) {
    Type *operandType = module.valueType(type);
    if (isBaseline())
      operands.push_back(transferSlot(position, operandType));
    else
      operands.push_back(PHINode::Create(operandType, 2, "", block));
  }
  return operands;
}

// Phis cost code generation the square of the branches to a block. So in the baseline tier operands travel
// through slots, the same ones for all labels: they are written right before a branch and read first of all
// behind it.
AllocaInst *FunctionLowering::transferSlot(uint32_t position, Type *slotType) {
  AllocaInst *&slot = transferSlots[{position, slotType}];
  if (!slot)
    slot = new AllocaInst(slotType, 0, "", entryEnd->getIterator());
  return slot;
}

void FunctionLowering::passOperands(const LabelOperands &operands, BasicBlock *edge) {
  for (auto [operand, value] : zip_equal(operands, top(operands.size())))
    if (auto *phi = dyn_cast<PHINode>(operand))
      phi->addIncoming(value, edge ? edge : builder.GetInsertBlock());
    else
      builder.CreateStore(value, operand);
}

void FunctionLowering::pushOperands(const LabelOperands &operands) {
  for (Instruction *operand : operands) {
    auto *slot = dyn_cast<AllocaInst>(operand);
    push(slot ? loadSlot(slot) : operand);
  }
}

void FunctionLowering::pushFrame(const wasm::Instruction &instruction) {
  const ArrayRef<wasm::ValueType> parameters = wasm.blockParams(instruction.block);
  Value *condition = instruction.opcode == Opcode::If ? builder.CreateIsNotNull(pop()) : nullptr;
  ControlFrame frame{};
  frame.opcode = instruction.opcode;
  frame.region = control.back().region;
  frame.stackHeight = stack.size() - parameters.size();
  frame.end = frame.label = createBlock("end");
  frame.endOperands = frame.labelOperands = createOperands(frame.end, wasm.blockResults(instruction.block));
  if (instruction.opcode == Opcode::Loop) {
    frame.label = createBlock("loop");
    frame.labelOperands = createOperands(frame.label, parameters);
    branchTo(frame);
    builder.SetInsertPoint(frame.label);
    stack.truncate(frame.stackHeight);
    pushOperands(frame.labelOperands);
  } else if (instruction.opcode == Opcode::If) {
    frame.otherwise = createBlock("else");
    frame.parameters.assign(top(parameters.size()).begin(), top(parameters.size()).end());
    BasicBlock *then = createBlock("then");
    builder.CreateCondBr(condition, then, frame.otherwise);
    builder.SetInsertPoint(then);
  }
  control.push_back(std::move(frame));
}

// Ends the current arm of a block: falls through to its end.
void FunctionLowering::fallThrough(ControlFrame &frame) {
  if (!isReachable)
    return;
  passOperands(frame.endOperands);
  builder.CreateBr(frame.end);
}

void FunctionLowering::lowerElse() {
  ControlFrame &frame = control.back();
  fallThrough(frame);
  startElse(frame);
}

void FunctionLowering::startElse(ControlFrame &frame) {
  builder.SetInsertPoint(frame.otherwise);
  frame.otherwise = nullptr;
  isReachable = true;
  stack.truncate(frame.stackHeight);
  append_range(stack, frame.parameters);
}

void FunctionLowering::lowerEnd() {
  fallThrough(control.back());
  if (control.back().opcode == Opcode::TryTable && control.back().ownRegion)
    dispatchToLabels(*control.back().ownRegion);
  // An if without an else passes its parameters on.
  if (control.back().otherwise) {
    startElse(control.back());
    fallThrough(control.back());
  }
  ControlFrame frame = std::move(control.back());
  control.pop_back();
  stack.truncate(frame.stackHeight);
  isReachable = !frame.end->hasNPredecessors(0);
  if (!isReachable) {
    frame.end->eraseFromParent();
    return setUnreachable();
  }
  builder.SetInsertPoint(frame.end);
  pushOperands(frame.endOperands);
  if (control.empty())
    lowerReturn();
}

void FunctionLowering::branchTo(ControlFrame &frame) {
  passOperands(frame.labelOperands);
  builder.CreateBr(frame.label);
}

void FunctionLowering::lowerBranchIf(uint32_t depth) {
  Value *condition = builder.CreateIsNotNull(pop());
  ControlFrame &frame = frameAt(depth);
  passOperands(frame.labelOperands);
  BasicBlock *next = createBlock("next");
  builder.CreateCondBr(condition, frame.label, next);
  builder.SetInsertPoint(next);
}

// A br_table with more labels branches by way of edge blocks.
static constexpr size_t kMostDirectEdges = 1024;

void FunctionLowering::lowerBranchTable(const wasm::Instruction &instruction) {
  Value *selector = pop();
  const ArrayRef<uint32_t> depths = instruction.labels;
  DenseMap<uint32_t, BasicBlock *> edges;
  for (uint32_t depth : depths)
    edges.try_emplace(depth);
  // Phis have an entry per edge, those that SSA construction adds for locals, too. A block of its own per
  // target makes it one per target.
  const bool hasEdgeBlocks =
      !isBaseline() && (depths.size() > kMostDirectEdges || !frameAt(depths.back()).labelOperands.empty());
  for (auto &[depth, edge] : edges) {
    ControlFrame &frame = frameAt(depth);
    edge = hasEdgeBlocks ? createBlock("edge") : frame.label;
    if (!hasEdgeBlocks)
      continue;
    passOperands(frame.labelOperands, edge);
    BranchInst::Create(frame.label, edge);
  }
  if (isBaseline())
    passOperands(frameAt(depths.back()).labelOperands); // the slots of one target are those of all
  SwitchInst *table = builder.CreateSwitch(selector, edges[depths.back()], depths.size() - 1);
  for (auto [value, depth] : enumerate(depths.drop_back()))
    table->addCase(builder.getInt32(value), edges[depth]);
  setUnreachable();
}

void FunctionLowering::lowerReturn() {
  const ArrayRef<Value *> results = top(type.results.size());
  if (returnsThroughScratch(type)) {
    for (auto [slot, value] : enumerate(results))
      module.context().inRegion(builder.CreateStore(value, module.context().scratchAddress(builder, slot)),
                                Region::Context);
    builder.CreateRetVoid();
  } else if (results.empty()) {
    builder.CreateRetVoid();
  } else if (results.size() == 1) {
    builder.CreateRet(results[0]);
  } else {
    builder.CreateAggregateRet(results.data(), results.size());
  }
  builder.ClearInsertionPoint();
}

} // namespace wasixc
