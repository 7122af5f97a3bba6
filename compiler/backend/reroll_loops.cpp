// See reroll_loops.h. For each innermost loop of one block: find its copies (loop_copies.h), and rewrite it
// so that it runs the first of them only (LoopRewriter).
#include "compiler/backend/reroll_loops.h"

#include "compiler/backend/loop_copies.h"

#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace wasixc {
namespace {

constexpr unsigned kExpansionBudget = 8;
constexpr const char *kIsVectorized = "llvm.loop.isvectorized";

// How often the rewritten loop runs, in 64 bits; null if that is not known on entry or might be too large.
const SCEV *countIterations(const Loop &loop, unsigned copies, ScalarEvolution &evolution) {
  const SCEV *last = evolution.getBackedgeTakenCount(&loop);
  if (isa<SCEVCouldNotCompute>(last) || evolution.getTypeSizeInBits(last->getType()) > 64)
    return nullptr;
  Type *type = Type::getInt64Ty(loop.getHeader()->getContext());
  last = evolution.getNoopOrZeroExtend(last, type);
  if (evolution.getUnsignedRangeMax(last).uge(UINT64_MAX / copies - 1))
    return nullptr;
  const SCEV *iterations = evolution.getAddExpr(last, evolution.getOne(type), SCEV::FlagNUW);
  return evolution.getMulExpr(iterations, evolution.getConstant(type, copies), SCEV::FlagNUW);
}

// Makes the loop run the first copy only, more often.
class LoopRewriter {
public:
  LoopRewriter(Loop &loop, const LoopCopies &copies, ScalarEvolution &evolution)
      : loop(loop), block(*loop.getHeader()), copies(copies), evolution(evolution),
        expander(evolution, "reroll") {}

  bool isCheap(const SCEV *iterations, const TargetTransformInfo &costs);
  void run(const SCEV *iterations);

private:
  Value *expandBefore(const SCEV *value);
  PHINode *counter(Value *start, int64_t step);
  Value *advancing(Type *type, const EvenValue &value);
  void rewriteOperations();
  void rewriteReductions();
  void rewriteExit(Value *iterations);
  void markLoop();

  Loop &loop;
  BasicBlock &block;
  const LoopCopies &copies;
  ScalarEvolution &evolution;
  SCEVExpander expander;
  uint64_t maxIterations = 0;
  SmallDenseMap<std::pair<Value *, int64_t>, PHINode *> counters; // by start and step
};

bool LoopRewriter::isCheap(const SCEV *iterations, const TargetTransformInfo &costs) {
  SmallVector<const SCEV *> needed{iterations};
  for (const auto &[value, even] : copies.evenValues)
    needed.push_back(even.start);
  Instruction *end = loop.getLoopPreheader()->getTerminator();
  return all_of(needed, [&](const SCEV *value) { return expander.isSafeToExpandAt(value, end); }) &&
         !expander.isHighCostExpansion(needed, &loop, kExpansionBudget * needed.size(), &costs, end);
}

void LoopRewriter::run(const SCEV *iterations) {
  maxIterations = evolution.getUnsignedRangeMax(iterations).getZExtValue();
  Value *total = expandBefore(iterations);
  SmallDenseMap<Value *, Value *> replacements;
  for (const auto &[value, even] : copies.evenValues)
    replacements[value] = advancing(value->getType(), even);
  for (Instruction *operation : copies.operations)
    for (Use &operand : operation->operands())
      if (Value *replacement = replacements.lookup(operand))
        operand.set(replacement);
  rewriteOperations();
  rewriteReductions();
  rewriteExit(total);
  markLoop();
  for (Instruction &instruction : make_early_inc_range(reverse(block)))
    if (isInstructionTriviallyDead(&instruction))
      instruction.eraseFromParent();
  DeleteDeadPHIs(&block);
}

Value *LoopRewriter::expandBefore(const SCEV *value) {
  return expander.expandCodeFor(value, value->getType(), loop.getLoopPreheader()->getTerminator());
}

// The phi start + step * iteration.
PHINode *LoopRewriter::counter(Value *start, int64_t step) {
  PHINode *&known = counters[{start, step}];
  if (known)
    return known;
  Type *type = start->getType();
  known = PHINode::Create(type, 2, "rerolled", block.begin());
  known->addIncoming(start, loop.getLoopPreheader());
  const bool isBounded = isa<ConstantInt>(start) && cast<ConstantInt>(start)->isZero() &&
                         type->isIntegerTy(64) && maxIterations <= uint64_t(INT64_MAX) / std::abs(step);
  Value *next =
      IRBuilder<>(block.getTerminator())
          .CreateAdd(known, ConstantInt::get(type, step, true, true), "", isBounded && step > 0, isBounded);
  known->addIncoming(next, &block);
  return known;
}

// What takes the place of an even value: it takes the copies' steps one by one.
Value *LoopRewriter::advancing(Type *type, const EvenValue &value) {
  Value *start = expandBefore(value.start);
  if (!type->isPointerTy())
    return counter(start, value.step);
  Value *distance = counter(ConstantInt::get(Type::getInt64Ty(block.getContext()), 0), value.step);
  // In bounds, because all that it will be is accessed.
  return IRBuilder<>(&block, block.getFirstInsertionPt()).CreateInBoundsPtrAdd(start, distance);
}

// What remains stands for all copies, and may promise only what each of them does.
void LoopRewriter::rewriteOperations() {
  for (auto [first, other] : copies.counterparts) {
    first->andIRFlags(other);
    first->dropUnknownNonDebugMetadata({LLVMContext::MD_tbaa});
    if (auto *store = dyn_cast<StoreInst>(other); store && other != first)
      store->eraseFromParent();
  }
}

void LoopRewriter::rewriteReductions() {
  for (const Reduction &reduction : copies.reductions) {
    reduction.partial.back()->replaceUsesOutsideBlock(reduction.partial.front(), &block);
    reduction.phi->setIncomingValueForBlock(&block, reduction.partial.front());
  }
}

void LoopRewriter::rewriteExit(Value *iterations) {
  PHINode *iteration = counter(ConstantInt::get(iterations->getType(), 0), 1);
  auto *branch = cast<BranchInst>(block.getTerminator());
  const bool leavesIfTrue = branch->getSuccessor(0) != &block;
  branch->setCondition(IRBuilder<>(branch).CreateICmp(
      leavesIfTrue ? CmpInst::ICMP_EQ : CmpInst::ICMP_NE,
      cast<Instruction>(iteration->getIncomingValueForBlock(&block)), iterations));
}

// If the loop stays scalar, it is unrolled as it was before. What the vectorizer makes of it is not: to be
// vectorized is all that its loops inherit.
void LoopRewriter::markLoop() {
  LLVMContext &context = block.getContext();
  auto attribute = [&](StringRef name, unsigned value) -> Metadata * {
    Metadata *number = ConstantAsMetadata::get(ConstantInt::get(Type::getInt32Ty(context), value));
    return MDNode::get(context, {MDString::get(context, name), number});
  };
  MDNode *whenVectorized = MDNode::get(
      context, {MDString::get(context, "llvm.loop.vectorize.followup_all"), attribute(kIsVectorized, 1)});
  loop.setLoopID(makePostTransformationMetadata(
      context, loop.getLoopID(), {},
      {cast<MDNode>(attribute("llvm.loop.unroll.count", copies.count)), whenVectorized}));
}

// Whether more than elements goes into the elements; see the header.
bool needsShuffles(const LoopCopies &copies) {
  return !copies.reductions.empty() ||
         any_of(copies.evenValues, [](const auto &entry) { return !entry.first->getType()->isPointerTy(); });
}

bool reroll(Loop &loop, FunctionAnalysisManager &analyses) {
  Function &function = *loop.getHeader()->getParent();
  ScalarEvolution &evolution = analyses.getResult<ScalarEvolutionAnalysis>(function);
  if (loop.getNumBlocks() != 1 || !loop.getLoopPreheader() || !loop.getExitBlock() ||
      !isa<BranchInst>(loop.getHeader()->getTerminator()) || loop.isAnnotatedParallel() ||
      findOptionMDForLoop(&loop, kIsVectorized))
    return false;
  const auto copies = findLoopCopies(loop, evolution, analyses.getResult<AAManager>(function));
  if (!copies || !needsShuffles(*copies))
    return false;
  const SCEV *iterations = countIterations(loop, copies->count, evolution);
  if (!iterations)
    return false;
  LoopRewriter rewriter(loop, *copies, evolution);
  if (!rewriter.isCheap(iterations, analyses.getResult<TargetIRAnalysis>(function)))
    return false;
  rewriter.run(iterations);
  evolution.forgetAllLoops();
  return true;
}

} // namespace

PreservedAnalyses RerollLoopsPass::run(Function &function, FunctionAnalysisManager &analyses) {
  LoopInfo &loops = analyses.getResult<LoopAnalysis>(function);
  bool changed = false;
  for (Loop *loop : loops.getLoopsInPreorder())
    changed |= reroll(*loop, analyses);
  if (!changed)
    return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace wasixc
