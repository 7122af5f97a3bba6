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

SmallVector<PHINode *, 2> FunctionLowering::createPhis(BasicBlock *block, ArrayRef<wasm::ValueType> types) {
  SmallVector<PHINode *, 2> phis;
  for (wasm::ValueType type : types)
    phis.push_back(PHINode::Create(module.valueType(type), 2, "", block));
  return phis;
}

void FunctionLowering::pushFrame(const wasm::Instruction &instruction) {
  const ArrayRef<wasm::ValueType> parameters = wasm.blockParams(instruction.block);
  Value *condition = instruction.opcode == Opcode::If ? builder.CreateIsNotNull(pop()) : nullptr;
  ControlFrame frame{};
  frame.opcode = instruction.opcode;
  frame.region = control.back().region;
  frame.stackHeight = stack.size() - parameters.size();
  frame.end = frame.label = createBlock("end");
  frame.endValues = frame.labelValues = createPhis(frame.end, wasm.blockResults(instruction.block));
  if (instruction.opcode == Opcode::Loop) {
    frame.label = createBlock("loop");
    frame.labelValues = createPhis(frame.label, parameters);
    addIncoming(frame, builder.GetInsertBlock());
    builder.CreateBr(frame.label);
    builder.SetInsertPoint(frame.label);
    stack.truncate(frame.stackHeight);
    append_range(stack, frame.labelValues);
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
  for (auto [phi, value] : zip_equal(frame.endValues, top(frame.endValues.size())))
    phi->addIncoming(value, builder.GetInsertBlock());
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
  append_range(stack, frame.endValues);
  if (control.empty())
    lowerReturn();
}

void FunctionLowering::addIncoming(ControlFrame &frame, BasicBlock *from) {
  for (auto [phi, value] : zip_equal(frame.labelValues, top(frame.labelValues.size())))
    phi->addIncoming(value, from);
}

void FunctionLowering::branchTo(ControlFrame &frame) {
  addIncoming(frame, builder.GetInsertBlock());
  builder.CreateBr(frame.label);
}

void FunctionLowering::lowerBranchIf(uint32_t depth) {
  Value *condition = builder.CreateIsNotNull(pop());
  ControlFrame &frame = frameAt(depth);
  addIncoming(frame, builder.GetInsertBlock());
  BasicBlock *next = createBlock("next");
  builder.CreateCondBr(condition, frame.label, next);
  builder.SetInsertPoint(next);
}

void FunctionLowering::lowerBranchTable(const wasm::Instruction &instruction) {
  Value *selector = pop();
  BasicBlock *from = builder.GetInsertBlock();
  const ArrayRef<uint32_t> depths = instruction.labels;
  ControlFrame &fallback = frameAt(depths.back());
  SwitchInst *table = builder.CreateSwitch(selector, fallback.label, depths.size() - 1);
  addIncoming(fallback, from);
  for (auto [value, depth] : enumerate(depths.drop_back())) {
    ControlFrame &frame = frameAt(depth);
    table->addCase(builder.getInt32(value), frame.label);
    addIncoming(frame, from); // one entry per edge, as phis need
  }
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
