// See strict_semantics.h.
#include "compiler/backend/strict_semantics.h"

#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace wasixc {
namespace {

// Whether nothing observable is lost with an unused `instruction`.
bool isPure(const Instruction &instruction) {
  if (instruction.isTerminator() || instruction.mayHaveSideEffects() || isa<LoadInst>(instruction))
    return false;
  return !isa<PHINode>(instruction);
}

// Deletes unused pure instructions from the end backwards, so that what only they used becomes unused as
// well; a load that is left without a use must stay.
bool keepTrappingLoads(Function &function) {
  bool changed = false;
  for (BasicBlock &block : reverse(function))
    for (Instruction &instruction : make_early_inc_range(reverse(block))) {
      if (!instruction.use_empty())
        continue;
      if (auto *load = dyn_cast<LoadInst>(&instruction)) {
        if (load->getPointerAddressSpace() == 0 && !load->isVolatile()) {
          load->setVolatile(true);
          changed = true;
        }
      } else if (isPure(instruction)) {
        instruction.eraseFromParent();
        changed = true;
      }
    }
  return changed;
}

// The operand that `operation` would fold to, if its other operand is an identity of the operation.
Value *foldedOperand(BinaryOperator &operation) {
  Value *value = nullptr;
  switch (operation.getOpcode()) {
  case Instruction::FMul:
    if (match(&operation, m_c_FMul(m_SpecificFP(1.0), m_Value(value))))
      return value;
    return nullptr;
  case Instruction::FDiv:
    return match(&operation, m_FDiv(m_Value(value), m_SpecificFP(1.0))) ? value : nullptr;
  case Instruction::FAdd:
    return match(&operation, m_c_FAdd(m_NegZeroFP(), m_Value(value))) ? value : nullptr;
  case Instruction::FSub:
    return match(&operation, m_FSub(m_Value(value), m_PosZeroFP())) ? value : nullptr;
  default:
    return nullptr;
  }
}

bool keepQuieting(Function &function) {
  bool changed = false;
  for (Instruction &instruction : make_early_inc_range(instructions(function))) {
    auto *operation = dyn_cast<BinaryOperator>(&instruction);
    Value *value = operation ? foldedOperand(*operation) : nullptr;
    if (!value)
      continue;
    IRBuilder<> builder(operation);
    Value *quiet = builder.CreateUnaryIntrinsic(Intrinsic::canonicalize, value);
    operation->replaceAllUsesWith(quiet);
    operation->eraseFromParent();
    changed = true;
  }
  return changed;
}

} // namespace

PreservedAnalyses StrictSemanticsPass::run(Function &function, FunctionAnalysisManager &) {
  const bool quieting = keepQuieting(function);
  const bool loads = keepTrappingLoads(function);
  if (!quieting && !loads)
    return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace wasixc
