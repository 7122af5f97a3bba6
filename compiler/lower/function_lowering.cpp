// See function_lowering.h. Here: the frame of a function, the operand stack, traps, and the dispatch to
// families.
#include "compiler/lower/function_lowering.h"

#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/MDBuilder.h"

using namespace llvm;

namespace wasixc {

using wasm::Family;
using wasm::Opcode;

FunctionLowering::FunctionLowering(ModuleLowering &module, uint32_t index)
    : module(module), wasm(module.wasm()), index(index), type(wasm.functionType(index)),
      function(module.function(index)), subprogram(module.describe(*function, index)),
      builder(module.llvm()) {}

void FunctionLowering::run() {
  createEntry();
  wasm::InstructionReader reader = wasm.reader(wasm.functions[index]);
  wasm::Instruction instruction;
  while (!control.empty()) {
    cantFail(reader.read(instruction));
    setLocation(instruction.offset);
    if (!isReachable) {
      skip(instruction);
      continue;
    }
    lower(instruction);
    if (isBaseline())
      splitLongBlock();
  }
}

void FunctionLowering::setLocation(uint64_t offset) {
  if (subprogram)
    builder.SetCurrentDebugLocation(DILocation::get(module.llvm(), offset, 0, subprogram));
}

void FunctionLowering::createEntry() {
  setLocation(wasm.functions[index].codeOffset());
  builder.SetInsertPoint(BasicBlock::Create(module.llvm(), "entry", function));
  arguments = module.receiveArguments(builder, *function, type, module.formOf(index));
  localTypes = cantFail(wasm.localTypes(wasm.functions[index]));
  const bool mostAreUnused = localTypes.size() > wasm.functions[index].body.size();
  for (uint32_t i = 0; i < localTypes.size() && !mostAreUnused; ++i)
    locals.push_back(createLocal(i, builder));
  if (mostAreUnused || isBaseline()) {
    BasicBlock *body = createBlock("body");
    entryEnd = builder.CreateBr(body);
    builder.SetInsertPoint(body);
  }
  // The body is a block whose label is the function's end.
  ControlFrame frame{};
  frame.opcode = Opcode::Block;
  frame.label = frame.end = createBlock("return");
  frame.labelOperands = frame.endOperands = createOperands(frame.end, type.results);
  control.push_back(std::move(frame));
}

AllocaInst *FunctionLowering::createLocal(uint32_t local, IRBuilderBase &entry) {
  Type *localType = module.valueType(localTypes[local]);
  AllocaInst *slot = entry.CreateAlloca(localType);
  entry.CreateStore(local < arguments.size() ? arguments[local] : Constant::getNullValue(localType), slot);
  return slot;
}

// A small body that declares many locals must not pay for those that it never names.
AllocaInst *FunctionLowering::local(uint32_t local) {
  if (!locals.empty())
    return locals[local];
  AllocaInst *&slot = sparseLocals[local];
  if (!slot) {
    IRBuilder<> entry(entryEnd);
    slot = createLocal(local, entry);
  }
  return slot;
}

// Volatile in the baseline tier, where slots remain: instruction selection would make a load from a selected
// address of a choice between two loads, and no address of the stack may be a value (abi/stack.h).
Value *FunctionLowering::loadSlot(AllocaInst *slot) {
  return builder.CreateLoad(slot->getAllocatedType(), slot, isBaseline());
}

// Instruction selection takes more than linear time for a block.
void FunctionLowering::splitLongBlock() {
  constexpr unsigned kMostInstructions = 100;
  if (++blockLength < kMostInstructions || !isReachable)
    return;
  blockLength = 0;
  BasicBlock *next = createBlock("split");
  builder.CreateBr(next);
  builder.SetInsertPoint(next);
}

void FunctionLowering::lower(const wasm::Instruction &instruction) {
  switch (wasm::opcodeInfo(instruction.opcode).family) {
  case Family::Control:
    return lowerControl(instruction);
  case Family::Variable:
    return lowerVariable(instruction);
  case Family::Table:
    return lowerTable(instruction);
  case Family::Reference:
    return lowerReference(instruction);
  case Family::Memory:
    return lowerMemory(instruction);
  case Family::Numeric:
    return lowerNumeric(instruction);
  case Family::Simd:
    return lowerSimd(instruction);
  case Family::Atomic:
    return lowerAtomic(instruction);
  case Family::Exception:
    return lowerException(instruction);
  case Family::Gc:
    llvm_unreachable("checkFunctionSupported refuses functions with these instructions");
  }
}

// In unreachable code only the nesting of blocks matters: it ends at the else or end of the enclosing block.
void FunctionLowering::skip(const wasm::Instruction &instruction) {
  switch (instruction.opcode) {
  case Opcode::Block:
  case Opcode::Loop:
  case Opcode::If:
  case Opcode::Try:
  case Opcode::TryTable:
    ++skippedBlocks;
    return;
  case Opcode::Else:
    if (skippedBlocks == 0)
      lowerElse();
    return;
  case Opcode::Catch:
  case Opcode::CatchAll:
    if (skippedBlocks == 0)
      lowerCatch();
    return;
  case Opcode::Delegate:
  case Opcode::End:
    if (skippedBlocks == 0)
      lowerEnd();
    else
      --skippedBlocks;
    return;
  default:
    return;
  }
}

Value *FunctionLowering::pop() {
  assert(!stack.empty() && "validated code has its operands");
  return stack.pop_back_val();
}

SmallVector<Value *, 8> FunctionLowering::popMany(size_t count) {
  SmallVector<Value *, 8> values(top(count));
  stack.truncate(stack.size() - count);
  return values;
}

ArrayRef<Value *> FunctionLowering::top(size_t count) const {
  return ArrayRef<Value *>(stack).take_back(count);
}

BasicBlock *FunctionLowering::createBlock(const Twine &name) {
  return BasicBlock::Create(module.llvm(), name, function);
}

void FunctionLowering::setUnreachable() {
  isReachable = false;
  builder.ClearInsertionPoint();
}

Value *FunctionLowering::unlikely(Value *condition) {
  return builder.CreateIntrinsic(Intrinsic::expect, {builder.getInt1Ty()}, {condition, builder.getFalse()});
}

// One block per kind serves the whole function, unless each place must be told from the others. The trap
// itself is a `ud1` instruction that names the kind.
BasicBlock *FunctionLowering::trapBlock(abi::TrapKind kind) {
  BasicBlock *&block = trapBlocks[static_cast<uint8_t>(kind)];
  if (!block || subprogram) {
    block = createBlock("trap");
    IRBuilder<> trapBuilder(block);
    trapBuilder.SetCurrentDebugLocation(builder.getCurrentDebugLocation());
    trapBuilder.CreateIntrinsic(Intrinsic::ubsantrap, {trapBuilder.getInt8(static_cast<uint8_t>(kind))});
    trapBuilder.CreateUnreachable();
  }
  return block;
}

void FunctionLowering::trap(abi::TrapKind kind) { builder.CreateBr(trapBlock(kind)); }

void FunctionLowering::trapIf(Value *condition, abi::TrapKind kind) {
  BasicBlock *good = createBlock("checked");
  if (isBaseline()) {
    builder.CreateCondBr(condition, trapBlock(kind), good);
    return builder.SetInsertPoint(good);
  }
  BasicBlock *bad = createBlock("trap.if");
  builder.CreateCondBr(unlikely(condition), bad, good);
  builder.SetInsertPoint(bad);
  trap(kind);
  builder.SetInsertPoint(good);
}

} // namespace wasixc
