// Lowers one validated function body to LLVM IR.
//
// The WebAssembly operand stack exists only here, as a stack of LLVM values; labels become basic blocks whose
// parameters are phis; locals become allocas that SSA construction removes at every optimization level. Code
// that cannot be reached is skipped, so the lowering meets only code whose operands exist. One file per
// instruction family implements the lower* members.
#pragma once

#include "compiler/lower/legacy_try.h"
#include "compiler/lower/module_lowering.h"
#include "compiler/lower/try_region.h"
#include "compiler/wasm/instruction.h"

#include "abi/traps.h"

#include "llvm/ADT/SmallVector.h"

#include <array>

namespace wasixc {

class FunctionLowering {
public:
  FunctionLowering(ModuleLowering &module, uint32_t index);
  void run();

private:
  // What a label's block starts with: a phi for each operand, or, in the baseline tier, where it lies
  // (transferSlot).
  using LabelOperands = llvm::SmallVector<llvm::Instruction *, 2>;

  struct ControlFrame {
    wasm::Opcode opcode;
    llvm::BasicBlock *label; // where branches go: the end, or the start of a loop
    llvm::BasicBlock *end;
    llvm::BasicBlock *otherwise = nullptr;          // the else block of an if that has not met its else
    LabelOperands labelOperands;                    // what branches to the label pass
    LabelOperands endOperands;                      // the results; the same phis unless it is a loop
    llvm::SmallVector<llvm::Value *, 2> parameters; // operands that an else block starts with
    size_t stackHeight;                             // below the parameters
    TryRegion *region = nullptr;                    // what protects the code inside
    TryRegion *ownRegion = nullptr;                 // of a try_table, and of a try with handlers
    uint32_t handlersBegun = 0;                     // of a try
  };

  // function_lowering.cpp
  void createEntry();
  llvm::AllocaInst *local(uint32_t index);
  llvm::AllocaInst *createLocal(uint32_t index, llvm::IRBuilderBase &entry);
  llvm::Value *loadSlot(llvm::AllocaInst *slot);
  bool isBaseline() const { return module.tier() == Tier::Baseline; }
  void splitLongBlock();
  void setLocation(uint64_t offset);
  void lower(const wasm::Instruction &instruction);
  void skip(const wasm::Instruction &instruction);
  void push(llvm::Value *value) { stack.push_back(value); }
  llvm::Value *pop();
  llvm::SmallVector<llvm::Value *, 8> popMany(size_t count);
  llvm::ArrayRef<llvm::Value *> top(size_t count) const;
  llvm::BasicBlock *createBlock(const llvm::Twine &name);
  // Ends the current block; what follows is unreachable until the next else or end.
  void setUnreachable();
  void trap(abi::TrapKind kind);
  llvm::BasicBlock *trapBlock(abi::TrapKind kind);
  void trapIf(llvm::Value *condition, abi::TrapKind kind);
  llvm::Value *unlikely(llvm::Value *condition);

  // lower_control.cpp
  void lowerControl(const wasm::Instruction &instruction);
  LabelOperands createOperands(llvm::BasicBlock *block, llvm::ArrayRef<wasm::ValueType> types);
  llvm::AllocaInst *transferSlot(uint32_t position, llvm::Type *slotType);
  // Passes the top of the operand stack along an edge from the current block, which has no terminator yet, or
  // from `edge`, where the current block branches to.
  void passOperands(const LabelOperands &operands, llvm::BasicBlock *edge = nullptr);
  // At the start of the block.
  void pushOperands(const LabelOperands &operands);
  void pushFrame(const wasm::Instruction &instruction);
  void fallThrough(ControlFrame &frame);
  void lowerElse();
  void startElse(ControlFrame &frame);
  void lowerEnd();
  void branchTo(ControlFrame &frame);
  void lowerBranchIf(uint32_t depth);
  void lowerBranchTable(const wasm::Instruction &instruction);
  void lowerReturn();
  ControlFrame &frameAt(uint32_t depth) { return control[control.size() - 1 - depth]; }

  // lower_call.cpp
  void lowerCall(const wasm::Instruction &instruction);
  void lowerCallIndirect(const wasm::Instruction &instruction);
  void lowerCallReference(const wasm::Instruction &instruction);
  void finishCall(const wasm::FunctionType &type, llvm::Value *descriptor, bool isTailCall);
  void tailCall(const wasm::FunctionType &type, llvm::Value *code, llvm::Value *descriptor,
                llvm::ArrayRef<llvm::Value *> arguments);
  llvm::Value *checkedCallee(uint32_t table, uint32_t typeIndex, llvm::Value *element);
  llvm::Value *hasOtherType(llvm::Value *actual, uint32_t typeIndex);
  void pushResults(const wasm::FunctionType &type, llvm::CallBase *call);
  // Makes the call, the last instruction of the current block, one that the enclosing try protects. Every
  // call that can throw passes through here.
  llvm::CallBase *protect(llvm::CallInst *call);
  llvm::CallBase *protectBy(TryRegion *region, llvm::CallInst *call);

  // lower_variable.cpp
  void lowerVariable(const wasm::Instruction &instruction);

  // lower_numeric.cpp, lower_convert.cpp
  void lowerNumeric(const wasm::Instruction &instruction);
  llvm::Value *integerArithmetic(unsigned operation, llvm::Value *left, llvm::Value *right);
  llvm::Value *divide(unsigned operation, llvm::Value *left, llvm::Value *right);
  llvm::Value *floatUnary(unsigned operation, llvm::Value *value);
  llvm::Value *floatBinary(unsigned operation, llvm::Value *left, llvm::Value *right);
  void lowerWideArithmetic(wasm::Opcode opcode);
  void lowerConversion(wasm::Opcode opcode);
  llvm::Value *truncateChecked(llvm::Value *value, llvm::Type *type, bool isSigned);

  // lower_memory.cpp
  void lowerMemory(const wasm::Instruction &instruction);
  llvm::Type *addressType(uint32_t memory);
  llvm::Value *memoryAddress(uint32_t memory, llvm::Value *address, uint64_t offset, uint64_t accessSize);
  llvm::Value *checkAddress64(uint32_t memory, llvm::Value *address, uint64_t offset, uint64_t accessSize);
  llvm::Value *loadMemory(const wasm::Instruction &instruction, llvm::Type *type);
  void storeMemory(const wasm::Instruction &instruction, llvm::Value *value);
  void lowerMemoryGrow(uint32_t memory);
  void lowerBulkMemory(const wasm::Instruction &instruction);
  llvm::Value *memoryRange(uint32_t memory, llvm::Value *address, llvm::Value *size);
  llvm::Value *toAddress64(llvm::Value *value) { return builder.CreateZExt(value, builder.getInt64Ty()); }

  // lower_simd.cpp, lower_simd_memory.cpp; vector_operation.h covers the rest of the family
  void lowerSimd(const wasm::Instruction &instruction);
  void lowerVectorMemory(const wasm::Instruction &instruction);

  // lower_atomic.cpp
  void lowerAtomic(const wasm::Instruction &instruction);
  void lowerAtomicAccess(const wasm::Instruction &instruction);
  llvm::Value *alignedIndex(const wasm::Instruction &instruction);
  llvm::Value *compareExchange(llvm::Value *address, llvm::Type *memoryType, llvm::Value *expected,
                               llvm::Value *replacement);
  void lowerWait(const wasm::Instruction &instruction);
  void lowerNotify(const wasm::Instruction &instruction);

  // lower_table.cpp
  void lowerTable(const wasm::Instruction &instruction);
  void lowerReference(const wasm::Instruction &instruction);
  void lowerBranchOnNull(const wasm::Instruction &instruction);
  llvm::Type *tableAddressType(uint32_t table);
  llvm::Value *tableSlot(uint32_t table, llvm::Value *element, abi::TrapKind outOfBounds);

  // speculation.cpp
  llvm::Value *opaque(llvm::Value *value);
  llvm::Value *maskUnless(llvm::Value *isBad);
  llvm::Value *masked(llvm::Value *pointer, llvm::Value *mask);

  // lower_exception.cpp
  void lowerException(const wasm::Instruction &instruction);
  void lowerTryTable(const wasm::Instruction &instruction);
  void lowerTry(const wasm::Instruction &instruction);
  void lowerCatch();
  void lowerThrow(uint32_t tag);
  void raise(abi::Builtin builtin, llvm::Value *operand);
  TryRegion *addRegion(llvm::SmallVector<TryClause, 2> clauses);
  llvm::BasicBlock *landingPad(TryRegion &region);
  void enterDispatch(TryRegion *region, llvm::Value *exception, llvm::Value *selector);
  void catchForOuter(llvm::LandingPadInst &landed, llvm::Value *exception, llvm::Value *selector,
                     TryRegion &outer);
  llvm::BasicBlock *rethrowBlock(TryRegion &region);
  void dispatch(TryRegion &region);
  void dispatchToLabels(TryRegion &region);
  void pushCaughtValues(const TryClause &clause);

  // lower_builtin.cpp: calls of the runtime's services (abi/builtins.def)
  llvm::CallInst *callBuiltin(abi::Builtin builtin, llvm::ArrayRef<llvm::Value *> arguments);

  ModuleLowering &module;
  const wasm::Module &wasm;
  const uint32_t index;
  const wasm::FunctionType &type;
  llvm::Function *function;
  llvm::DISubprogram *const subprogram; // null without -g
  llvm::IRBuilder<> builder;
  wasm::LocalTypes localTypes;
  llvm::SmallVector<llvm::Value *, 16> arguments;
  llvm::SmallVector<llvm::AllocaInst *, 16> locals;          // all of them, or none
  llvm::DenseMap<uint32_t, llvm::AllocaInst *> sparseLocals; // those that have been met, if most are unused
  llvm::DenseMap<std::pair<uint32_t, llvm::Type *>, llvm::AllocaInst *> transferSlots;
  llvm::Instruction *entryEnd =
      nullptr;              // where code at the start of the function goes that turns out to be needed
  unsigned blockLength = 0; // instructions since a block began, in the baseline tier
  llvm::SmallVector<llvm::Value *, 32> stack;
  std::vector<ControlFrame> control;
  std::vector<std::unique_ptr<TryRegion>> regions;
  std::optional<LegacyTries> legacyTries; // found when the first one is met
  std::array<llvm::BasicBlock *, 256> trapBlocks{};
  bool isReachable = true;
  uint32_t skippedBlocks = 0; // blocks opened inside unreachable code
};

} // namespace wasixc
