// See widen_addresses.h. For each innermost loop: collect the recurrences that index accesses and group them
// by step and distance (collectAccesses, planLoop), emit the check (emitCheck), copy the loop
// (copyForWrapping), and rewrite the original (widen).
#include "compiler/backend/widen_addresses.h"

#include "llvm/ADT/SmallSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace wasixc {
namespace {

// Larger loops gain little from better addresses, and cost more when there are two of them.
constexpr unsigned kMaxInstructions = 160;
constexpr unsigned kMinIterations = 4;
constexpr unsigned kExpansionBudget = 8;

// What the vectorizer marks its loops with, so as not to come back to them.
constexpr const char *kIsVectorized = "llvm.loop.isvectorized";

// An address with the index zext(start of the group + offset + step * iteration) + beyond.
struct Access {
  GetElementPtrInst *address;
  int64_t offset;
  int64_t beyond;
};

struct Group {
  const SCEV *start; // 32 bits, as is the step
  const SCEV *step;
  SmallVector<Access, 4> accesses;
};

struct Plan {
  const SCEV *lastIteration;
  SmallVector<Group, 4> groups;
};

// Which of `groups` steps like `recurrence` at a constant distance, and that distance.
std::pair<Group *, int64_t> findGroup(MutableArrayRef<Group> groups, const SCEVAddRecExpr &recurrence,
                                      ScalarEvolution &evolution) {
  for (Group &group : groups) {
    if (group.step != recurrence.getStepRecurrence(evolution))
      continue;
    const SCEV *distance = evolution.getMinusSCEV(recurrence.getStart(), group.start);
    if (auto *constant = dyn_cast<SCEVConstant>(distance))
      return {&group, constant->getAPInt().getSExtValue()};
  }
  return {nullptr, 0};
}

void addAccess(Plan &plan, GetElementPtrInst &address, const Loop &loop, ScalarEvolution &evolution) {
  const SCEV *expression = evolution.getSCEV(address.getOperand(1));
  int64_t beyond = 0;
  if (auto *sum = dyn_cast<SCEVAddExpr>(expression); sum && sum->getNumOperands() == 2)
    if (auto *constant = dyn_cast<SCEVConstant>(sum->getOperand(0))) {
      beyond = constant->getAPInt().getSExtValue();
      expression = sum->getOperand(1);
    }
  auto *extension = dyn_cast<SCEVZeroExtendExpr>(expression);
  auto *recurrence = extension ? dyn_cast<SCEVAddRecExpr>(extension->getOperand()) : nullptr;
  if (!recurrence || recurrence->getLoop() != &loop || !recurrence->isAffine() ||
      !recurrence->getType()->isIntegerTy(32))
    return;
  auto [group, offset] = findGroup(plan.groups, *recurrence, evolution);
  if (!group)
    group = &plan.groups.emplace_back(
        Group{recurrence->getStart(), recurrence->getStepRecurrence(evolution), {}});
  group->accesses.push_back({&address, offset, beyond});
}

// Whether the elements at `address` and at constant distances behind it fill the whole of `step`, as in an
// unrolled loop.
bool fillsStep(const GetElementPtrInst &address, const SCEV *step) {
  auto *constant = dyn_cast<SCEVConstant>(step);
  SmallSet<int64_t, 8> distances;
  uint64_t size = 0;
  auto addUsers = [&](const Value &pointer, int64_t distance) {
    for (const User *user : pointer.users())
      if (getLoadStorePointerOperand(user) == &pointer) {
        distances.insert(distance);
        size = std::max<uint64_t>(size, address.getDataLayout().getTypeStoreSize(getLoadStoreType(user)));
      }
  };
  addUsers(address, 0);
  for (const User *user : address.users()) {
    APInt distance(64, 0);
    auto *displaced = dyn_cast<GEPOperator>(user);
    if (displaced && displaced->accumulateConstantOffset(address.getDataLayout(), distance))
      addUsers(*displaced, distance.getSExtValue());
  }
  return constant && distances.size() >= 2 && constant->getAPInt().abs() == distances.size() * size;
}

// It pays only where accesses have neighbors: for the rest, the vectorizer has checks of its own.
bool hasNeighbors(const Group &group) {
  if (fillsStep(*group.accesses.front().address, group.step))
    return true;
  return any_of(group.accesses, [&](const Access &access) {
    return access.offset + access.beyond != group.accesses.front().offset + group.accesses.front().beyond;
  });
}

// Vectors of elements at a distance known only at run time have to be gathered, which is slower than what
// becomes of the neighbors within one iteration.
bool needsGathers(const Plan &plan) {
  return any_of(plan.groups, [](const Group &group) { return !isa<SCEVConstant>(group.step); });
}

// Such elements that are stored go to memory one by one whatever the vectorizer does, and it knows only half
// of the price: while sums may wrap, it makes vectors of the addresses, too, and takes them apart again.
bool scatters(const Plan &plan) {
  return any_of(plan.groups, [](const Group &group) {
    return !isa<SCEVConstant>(group.step) && any_of(group.accesses, [](const Access &access) {
      return any_of(access.address->users(), [&](const User *user) {
        return isa<StoreInst>(user) && getLoadStorePointerOperand(user) == access.address;
      });
    });
  });
}

bool collectAccesses(Plan &plan, Loop &loop, ScalarEvolution &evolution) {
  if (!loop.isInnermost() || !loop.isLoopSimplifyForm() || loop.getHeader()->hasAddressTaken())
    return false;
  unsigned instructions = 0;
  for (BasicBlock *block : loop.blocks())
    for (Instruction &instruction : *block) {
      const bool isCall = isa<CallBase>(instruction) && !isa<IntrinsicInst>(instruction);
      if (isCall || ++instructions > kMaxInstructions)
        return false;
      auto *address = dyn_cast<GetElementPtrInst>(&instruction);
      if (address && address->getNumIndices() == 1 && address->getSourceElementType()->isIntegerTy(8) &&
          address->getOperand(1)->getType()->isIntegerTy(64))
        addAccess(plan, *address, loop, evolution);
    }
  return true;
}

bool planLoop(Plan &plan, const Loop &loop, ScalarEvolution &evolution) {
  if (none_of(plan.groups, hasNeighbors))
    return false;
  const unsigned iterations = evolution.getSmallConstantMaxTripCount(&loop);
  plan.lastIteration = evolution.getSymbolicMaxBackedgeTakenCount(&loop);
  return !isa<SCEVCouldNotCompute>(plan.lastIteration) && (iterations == 0 || iterations >= kMinIterations) &&
         evolution.getTypeSizeInBits(plan.lastIteration->getType()) <= 64;
}

class LoopWidening {
public:
  LoopWidening(Loop &loop, const Plan &plan, ScalarEvolution &evolution, LoopInfo &loops,
               DominatorTree &dominators, const TargetTransformInfo &costs)
      : loop(loop), plan(plan), loops(loops), dominators(dominators), costs(costs),
        expander(evolution, "wide"), check(loop.getLoopPreheader()), builder(check->getTerminator()) {}

  bool run() {
    if (!isCheap())
      return false;
    Value *canNotWrap = emitCheck();
    copyForWrapping(canNotWrap);
    widen();
    return true;
  }

private:
  bool isCheap();
  Value *emitCheck();
  void copyForWrapping(Value *canNotWrap);
  void widen();
  Value *counter(Value *step);
  Value *origin(Value *base, const Group &group, Value *start);

  Loop &loop;
  const Plan &plan;
  LoopInfo &loops;
  DominatorTree &dominators;
  const TargetTransformInfo &costs;
  SCEVExpander expander;
  BasicBlock *check;
  IRBuilder<> builder;
  SmallVector<std::pair<Value *, Value *>, 4> groupValues; // start and step of each group in 64 bits
  SmallDenseMap<Value *, Value *> counters;                // by step
  SmallDenseMap<std::pair<Value *, const Group *>, Value *> origins;
};

bool LoopWidening::isCheap() {
  SmallVector<const SCEV *> needed{plan.lastIteration};
  for (const Group &group : plan.groups)
    append_range(needed, std::initializer_list<const SCEV *>{group.start, group.step});
  Instruction *end = check->getTerminator();
  return all_of(needed, [&](const SCEV *value) { return expander.isSafeToExpandAt(value, end); }) &&
         !expander.isHighCostExpansion(needed, &loop, kExpansionBudget * plan.groups.size(), &costs, end);
}

// All sums are linear in the iteration, so the first and the last of each are the extremes. A sum below zero
// has its upper bits set, too, so that one test covers both ends; and as no 64-bit sum is large enough to
// come around, nothing that is out of range can look as if it were in.
Value *LoopWidening::emitCheck() {
  auto expand = [&](const SCEV *value) {
    return expander.expandCodeFor(value, value->getType(), check->getTerminator());
  };
  Value *last = builder.CreateZExtOrTrunc(expand(plan.lastIteration), builder.getInt64Ty());
  Value *bits = last;
  for (const Group &group : plan.groups) {
    Value *start = builder.CreateZExt(expand(group.start), builder.getInt64Ty());
    Value *step = builder.CreateSExt(expand(group.step), builder.getInt64Ty());
    Value *end = builder.CreateAdd(start, builder.CreateMul(step, last));
    const auto [lowest, highest] =
        std::minmax_element(group.accesses.begin(), group.accesses.end(),
                            [](const Access &a, const Access &b) { return a.offset < b.offset; });
    for (Value *extreme : {start, end})
      for (int64_t offset : {lowest->offset, highest->offset})
        bits = builder.CreateOr(bits, builder.CreateAdd(extreme, builder.getInt64(offset)));
    groupValues.push_back({start, step});
  }
  return builder.CreateICmpULT(bits, builder.getInt64(uint64_t(1) << 32));
}

// Makes the copy that runs where a sum may wrap; it is cold and stays small.
void LoopWidening::copyForWrapping(Value *canNotWrap) {
  SmallVector<BasicBlock *> exits;
  loop.getUniqueExitBlocks(exits);
  BasicBlock *preheader = SplitBlock(check, check->getTerminator(), &dominators, &loops);
  ValueToValueMapTy copies;
  SmallVector<BasicBlock *> blocks;
  Loop *copy =
      cloneLoopWithPreheader(preheader, check, &loop, copies, ".wrapping", &loops, &dominators, blocks);
  remapInstructionsInBlocks(blocks, copies);
  for (BasicBlock *exit : exits)
    for (PHINode &phi : exit->phis())
      for (unsigned i = 0, count = phi.getNumIncomingValues(); i < count; ++i) {
        Value *mapped = copies.lookup(phi.getIncomingValue(i));
        phi.addIncoming(mapped ? mapped : phi.getIncomingValue(i),
                        cast<BasicBlock>(copies.lookup(phi.getIncomingBlock(i))));
      }
  Instruction *end = check->getTerminator();
  BranchInst *branch =
      IRBuilder<>(end).CreateCondBr(canNotWrap, preheader, copy->getLoopPreheader(),
                                    MDBuilder(check->getContext()).createLikelyBranchWeights());
  branch->setDebugLoc(end->getDebugLoc());
  end->eraseFromParent();
  addStringMetadataToLoop(copy, kIsVectorized, 1);
  if (needsGathers(plan))
    addStringMetadataToLoop(&loop, kIsVectorized, 1);
  copy->setLoopAlreadyUnrolled();
  dominators.recalculate(*check->getParent());
}

// The phi that is step * iteration.
Value *LoopWidening::counter(Value *step) {
  Value *&known = counters[step];
  if (known)
    return known;
  BasicBlock *header = loop.getHeader();
  PHINode *phi = PHINode::Create(step->getType(), 2, "wide", header->begin());
  Instruction *end = loop.getLoopLatch()->getTerminator();
  phi->addIncoming(ConstantInt::get(step->getType(), 0), loop.getLoopPreheader());
  phi->addIncoming(IRBuilder<>(end).CreateNSWAdd(phi, step), loop.getLoopLatch());
  return known = phi;
}

// Where `base` meets the start of `group`. Frozen, it counts as an object of its own: among accesses of one
// object, the vectorizer gives up on neighbors as soon as two others are at an unknown distance.
Value *LoopWidening::origin(Value *base, const Group &group, Value *start) {
  Value *&known = origins[{base, &group}];
  if (!known) {
    IRBuilder<> before(loop.getLoopPreheader()->getTerminator());
    known = before.CreateFreeze(before.CreateInBoundsPtrAdd(base, start));
  }
  return known;
}

void LoopWidening::widen() {
  for (auto [group, values] : zip_equal(plan.groups, groupValues))
    for (const Access &access : group.accesses) {
      IRBuilder<> at(access.address);
      Value *base = access.address->getPointerOperand();
      Value *start = loop.isLoopInvariant(base) ? origin(base, group, values.first)
                                                : at.CreateInBoundsPtrAdd(base, values.first);
      Value *element = at.CreateInBoundsPtrAdd(start, counter(values.second));
      const int64_t distance = access.offset + access.beyond;
      access.address->replaceAllUsesWith(
          distance == 0 ? element : at.CreateInBoundsPtrAdd(element, at.getInt64(distance)));
      access.address->eraseFromParent();
    }
}

} // namespace

PreservedAnalyses WidenAddressesPass::run(Function &function, FunctionAnalysisManager &analyses) {
  LoopInfo &loops = analyses.getResult<LoopAnalysis>(function);
  if (loops.empty())
    return PreservedAnalyses::all();
  ScalarEvolution &evolution = analyses.getResult<ScalarEvolutionAnalysis>(function);
  DominatorTree &dominators = analyses.getResult<DominatorTreeAnalysis>(function);
  const TargetTransformInfo &costs = analyses.getResult<TargetIRAnalysis>(function);
  bool changed = false;
  for (Loop *loop : loops.getLoopsInPreorder()) {
    Plan plan;
    if (!collectAccesses(plan, *loop, evolution))
      continue;
    if (scatters(plan))
      addStringMetadataToLoop(loop, kIsVectorized, 1);
    if (!planLoop(plan, *loop, evolution) || !loop->isLCSSAForm(dominators))
      continue;
    LoopWidening widening(*loop, plan, evolution, loops, dominators, costs);
    if (!widening.run())
      continue;
    evolution.forgetAllLoops();
    changed = true;
  }
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace wasixc
