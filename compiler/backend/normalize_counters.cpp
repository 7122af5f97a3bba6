// See normalize_counters.h.
#include "compiler/backend/normalize_counters.h"

#include "llvm/IR/Instructions.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace wasixc {
namespace {

// The negative constant that `phi` starts with, if all else that flows into it is the phi plus a constant.
const APInt *negativeStart(PHINode &phi) {
  const APInt *start = nullptr;
  bool isCounter = false;
  for (Value *incoming : phi.incoming_values()) {
    const APInt *constant = nullptr;
    if (match(incoming, m_APInt(constant)) && !start)
      start = constant;
    else if (match(incoming, m_c_Add(m_Specific(&phi), m_APInt(constant))))
      isCounter = true;
    else
      return nullptr;
  }
  return isCounter && start && start->isNegative() ? start : nullptr;
}

void normalize(PHINode &phi, const APInt &start) {
  IRBuilder<> builder(&phi);
  PHINode *shifted = builder.CreatePHI(phi.getType(), phi.getNumIncomingValues());
  for (unsigned i = 0; i < phi.getNumIncomingValues(); ++i) {
    const APInt *step = nullptr;
    auto *sum = dyn_cast<BinaryOperator>(phi.getIncomingValue(i));
    Value *incoming = Constant::getNullValue(phi.getType());
    if (sum && match(sum, m_c_Add(m_Specific(&phi), m_APInt(step))))
      incoming = IRBuilder<>(sum).CreateAdd(shifted, ConstantInt::get(phi.getType(), *step));
    shifted->addIncoming(incoming, phi.getIncomingBlock(i));
  }
  builder.SetInsertPoint(phi.getParent(), phi.getParent()->getFirstInsertionPt());
  phi.replaceAllUsesWith(builder.CreateAdd(shifted, ConstantInt::get(phi.getType(), start)));
  phi.eraseFromParent();
}

} // namespace

PreservedAnalyses NormalizeCountersPass::run(Function &function, FunctionAnalysisManager &) {
  SmallVector<PHINode *> phis;
  for (BasicBlock &block : function)
    for (PHINode &phi : block.phis())
      if (phi.getType()->isIntegerTy(32))
        phis.push_back(&phi);
  bool changed = false;
  for (PHINode *phi : phis)
    if (const APInt *start = negativeStart(*phi)) {
      normalize(*phi, APInt(*start));
      changed = true;
    }
  if (!changed)
    return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace wasixc
