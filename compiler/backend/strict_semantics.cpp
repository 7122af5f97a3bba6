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
  if (instruction.isTerminator() || instruction.mayHaveSideEffects() || isa<LoadInst>(instruction) ||
      instruction.isEHPad())
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

// What LLVM would fold an operation to: an operand as it is, or with its sign changed.
struct Folded {
  Value *operand = nullptr;
  bool isNegated = false;
};

Folded foldedMultiplication(BinaryOperator &operation) {
  Value *value = nullptr;
  if (match(&operation, m_c_FMul(m_SpecificFP(1.0), m_Value(value))) ||
      match(&operation, m_FDiv(m_Value(value), m_SpecificFP(1.0))))
    return {value, false};
  if (match(&operation, m_c_FMul(m_SpecificFP(-1.0), m_Value(value))) ||
      match(&operation, m_FDiv(m_Value(value), m_SpecificFP(-1.0))))
    return {value, true};
  return {};
}

Folded foldedAddition(BinaryOperator &operation) {
  Value *value = nullptr;
  if (match(&operation, m_c_FAdd(m_NegZeroFP(), m_Value(value))) ||
      match(&operation, m_FSub(m_Value(value), m_PosZeroFP())))
    return {value, false};
  if (match(&operation, m_FSub(m_NegZeroFP(), m_Value(value))))
    return {value, true};
  return {};
}

// Narrowing what was just widened gives the number back, but quiets a NaN on the way.
Folded foldedConversion(Instruction &instruction) {
  Value *value = nullptr;
  if (match(&instruction, m_FPTrunc(m_FPExt(m_Value(value)))) && value->getType() == instruction.getType())
    return {value, false};
  return {};
}

Folded foldedOperand(Instruction &instruction) {
  auto *operation = dyn_cast<BinaryOperator>(&instruction);
  if (!operation)
    return foldedConversion(instruction);
  const Folded multiplication = foldedMultiplication(*operation);
  return multiplication.operand ? multiplication : foldedAddition(*operation);
}

bool keepQuieting(Function &function) {
  bool changed = false;
  for (Instruction &instruction : make_early_inc_range(instructions(function))) {
    const Folded folded = foldedOperand(instruction);
    if (!folded.operand)
      continue;
    IRBuilder<> builder(&instruction);
    Value *quiet = builder.CreateUnaryIntrinsic(Intrinsic::canonicalize, folded.operand);
    instruction.replaceAllUsesWith(folded.isNegated ? builder.CreateFNeg(quiet) : quiet);
    instruction.eraseFromParent();
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
