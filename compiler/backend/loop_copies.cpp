// See loop_copies.h. How many copies there are follows from how far an access steps (countCopies). They are
// compared by their effects: from each store and each step of a reduction back to values that advance evenly,
// which are known by their recurrence, not by how they are computed.
#include "compiler/backend/loop_copies.h"

#include "llvm/Analysis/MemoryLocation.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace wasixc {
namespace {

constexpr unsigned kMaxCopies = 16;
// Accesses are compared in pairs.
constexpr unsigned kMaxAccesses = 64;

// The recurrence that `value` is in `loop`, if it advances by the same amount in each iteration.
const SCEVAddRecExpr *recurrenceOf(Value *value, const Loop &loop, ScalarEvolution &evolution) {
  if (!evolution.isSCEVable(value->getType()))
    return nullptr;
  auto *recurrence = dyn_cast<SCEVAddRecExpr>(evolution.getSCEV(value));
  if (!recurrence || recurrence->getLoop() != &loop || !recurrence->isAffine())
    return nullptr;
  return recurrence;
}

// By how much `recurrence` advances in one iteration, or zero where that is not constant.
int64_t constantStep(const SCEVAddRecExpr &recurrence, ScalarEvolution &evolution) {
  auto *step = dyn_cast<SCEVConstant>(recurrence.getStepRecurrence(evolution));
  return step && step->getAPInt().getSignificantBits() < 64 ? step->getAPInt().getSExtValue() : 0;
}

uint64_t accessSize(const Instruction &access) {
  const DataLayout &layout = access.getDataLayout();
  return layout.getTypeStoreSize(getLoadStoreType(&access)).getFixedValue();
}

// The number of copies follows from how far the first access steps; zero if it can not be told.
unsigned countCopies(const Loop &loop, ScalarEvolution &evolution) {
  for (Instruction &instruction : *loop.getHeader()) {
    Value *pointer = getLoadStorePointerOperand(&instruction);
    if (!pointer)
      continue;
    const SCEVAddRecExpr *recurrence = recurrenceOf(pointer, loop, evolution);
    const uint64_t step = recurrence ? std::abs(constantStep(*recurrence, evolution)) : 0;
    const uint64_t size = accessSize(instruction);
    const bool isMultiple = step % size == 0 && step / size >= 2 && step / size <= kMaxCopies;
    return isMultiple ? step / size : 0;
  }
  return 0;
}

// The part of an access in one copy: loads that have become one serve several.
struct Access {
  Instruction *instruction;
  Instruction *first; // its counterpart in the first copy
  unsigned copy;
};

class CopyMatcher {
public:
  CopyMatcher(const Loop &loop, unsigned count, ScalarEvolution &evolution, AAResults &aliases)
      : loop(loop), block(*loop.getHeader()), evolution(evolution), aliases(aliases) {
    result.count = count;
  }

  // Whether all copies do the same and nothing else is in the loop that counts.
  bool match();
  bool mayReorder() const;

  LoopCopies result;

private:
  bool findReductions();
  bool matchStores();
  bool matchReductions();
  bool matchValue(Value *first, Value *other, unsigned copy);
  bool matchEvenValue(Value *first, const SCEVAddRecExpr &recurrence, Value *other, unsigned copy);
  bool matchOperation(Instruction &first, Instruction &other, unsigned copy);
  bool matchOperands(Instruction &first, Instruction &other, unsigned copy);
  bool matchAccess(Instruction &first, Instruction &other, unsigned copy);
  bool looksAlike(Value *first, Value *other);
  bool hasNoOtherResults() const;
  bool isInLoop(const Value *value) const {
    auto *instruction = dyn_cast<Instruction>(value);
    return instruction && instruction->getParent() == &block;
  }

  const Loop &loop;
  BasicBlock &block;
  ScalarEvolution &evolution;
  AAResults &aliases;
  SmallVector<Access, 32> accesses;
  SmallDenseMap<std::pair<Value *, unsigned>, Value *> partners; // of a value in a copy
};

bool CopyMatcher::match() {
  return findReductions() && matchStores() && matchReductions() && hasNoOtherResults();
}

// Integer operations only: what the vectorizer may not reorder is better left unrolled.
bool isReductionStep(const Instruction &instruction, unsigned opcode) {
  return instruction.getOpcode() == opcode && instruction.getType()->isIntegerTy() &&
         instruction.isAssociative() && instruction.isCommutative() && isa<BinaryOperator>(instruction);
}

Instruction *onlyUserIn(Instruction &value, const BasicBlock &block) {
  Instruction *only = nullptr;
  for (User *user : value.users()) {
    auto *instruction = cast<Instruction>(user);
    if (instruction->getParent() != &block)
      continue;
    if (only)
      return nullptr;
    only = instruction;
  }
  return only;
}

// A phi that does not advance evenly has to be the start of a chain of equal operations, a multiple of
// the number of copies long, whose end flows back.
bool CopyMatcher::findReductions() {
  for (PHINode &phi : block.phis()) {
    if (recurrenceOf(&phi, loop, evolution))
      continue;
    SmallVector<Instruction *, 8> chain;
    const Value *end = phi.getIncomingValueForBlock(&block);
    for (Instruction *step = &phi; step != end; chain.push_back(step)) {
      Instruction *next = onlyUserIn(*step, block);
      if (!next || !isReductionStep(*next, chain.empty() ? next->getOpcode() : chain[0]->getOpcode()))
        return false;
      step = next;
    }
    if (chain.empty() || chain.size() % result.count != 0)
      return false;
    Reduction &reduction = result.reductions.emplace_back(Reduction{&phi, {}});
    for (unsigned copy = 1; copy <= result.count; ++copy)
      reduction.partial.push_back(chain[chain.size() / result.count * copy - 1]);
  }
  return true;
}

// The stores of the first copy come first.
bool CopyMatcher::matchStores() {
  SmallVector<StoreInst *, 16> stores;
  for (Instruction &instruction : block)
    if (auto *store = dyn_cast<StoreInst>(&instruction))
      stores.push_back(store);
    else if (instruction.mayHaveSideEffects())
      return false;
  if (stores.size() % result.count != 0)
    return false;
  const size_t perCopy = stores.size() / result.count;
  for (size_t i = 0; i < stores.size(); ++i)
    if (!matchOperation(*stores[i % perCopy], *stores[i], i / perCopy))
      return false;
  return true;
}

bool CopyMatcher::matchReductions() {
  for (Reduction &reduction : result.reductions)
    for (unsigned copy = 0; copy < result.count; ++copy)
      if (!matchValue(reduction.partial[0], reduction.partial[copy], copy))
        return false;
  return true;
}

// Whether `other` is in `copy` what `first` is in the first copy.
bool CopyMatcher::matchValue(Value *first, Value *other, unsigned copy) {
  auto [known, isNew] = partners.try_emplace({first, copy}, other);
  if (!isNew)
    return known->second == other;
  if (!isInLoop(first))
    return first == other;
  if (const SCEVAddRecExpr *recurrence = recurrenceOf(first, loop, evolution))
    return matchEvenValue(first, *recurrence, other, copy);
  if (isa<PHINode>(first)) {
    const Reduction *reduction =
        find_if(result.reductions, [&](const Reduction &r) { return r.phi == first; });
    return other == (copy == 0 ? first : reduction->partial[copy - 1]);
  }
  return isInLoop(other) && matchOperation(*cast<Instruction>(first), *cast<Instruction>(other), copy);
}

// Whether `other` is where `first` would be after `copy` parts of its step.
bool CopyMatcher::matchEvenValue(Value *first, const SCEVAddRecExpr &recurrence, Value *other,
                                 unsigned copy) {
  const int64_t step = constantStep(recurrence, evolution), count = result.count;
  if (step == 0 || step % count != 0 || other->getType() != first->getType())
    return false;
  result.evenValues.insert({first, {recurrence.getStart(), step / count}});
  auto *distance = dyn_cast<SCEVConstant>(evolution.getMinusSCEV(evolution.getSCEV(other), &recurrence));
  return distance &&
         distance->getAPInt() == APInt(distance->getAPInt().getBitWidth(), step / count * copy, true, true);
}

bool CopyMatcher::matchOperation(Instruction &first, Instruction &other, unsigned copy) {
  if (!first.isSameOperationAs(&other) || isa<PHINode>(first))
    return false;
  if (isa<CallBase>(first) && (!isa<IntrinsicInst>(first) || first.mayReadOrWriteMemory()))
    return false;
  if (first.mayReadOrWriteMemory() && !matchAccess(first, other, copy))
    return false;
  result.operations.insert(&first);
  result.counterparts.push_back({&first, &other});
  return matchOperands(first, other, copy);
}

bool CopyMatcher::matchOperands(Instruction &first, Instruction &other, unsigned copy) {
  const bool isSwapped = first.isCommutative() && first.getNumOperands() >= 2 &&
                         !(looksAlike(first.getOperand(0), other.getOperand(0)) &&
                           looksAlike(first.getOperand(1), other.getOperand(1)));
  for (unsigned i = 0; i < first.getNumOperands(); ++i)
    if (!matchValue(first.getOperand(i), other.getOperand(isSwapped && i < 2 ? 1 - i : i), copy))
      return false;
  return true;
}

// A guess at which operands of commutative operations belong together.
bool CopyMatcher::looksAlike(Value *first, Value *other) {
  if (!isInLoop(first))
    return first == other;
  if (recurrenceOf(first, loop, evolution))
    return recurrenceOf(other, loop, evolution);
  if (isa<PHINode>(first))
    return true;
  return isInLoop(other) && cast<Instruction>(first)->isSameOperationAs(cast<Instruction>(other));
}

// An ordinary load or store of consecutive elements, one per copy.
bool CopyMatcher::matchAccess(Instruction &first, Instruction &other, unsigned copy) {
  Value *pointer = getLoadStorePointerOperand(&first);
  if (!pointer || first.isVolatile() || first.isAtomic() || accesses.size() == kMaxAccesses ||
      first.getMetadata(LLVMContext::MD_tbaa) != other.getMetadata(LLVMContext::MD_tbaa))
    return false;
  const SCEVAddRecExpr *recurrence = recurrenceOf(pointer, loop, evolution);
  if (!recurrence ||
      uint64_t(std::abs(constantStep(*recurrence, evolution))) != result.count * accessSize(first))
    return false;
  accesses.push_back({&other, &first, copy});
  return true;
}

// Nothing but reductions may be used behind the loop, and every load has its part (one that has none stands
// for its trap).
bool CopyMatcher::hasNoOtherResults() const {
  for (Instruction &instruction : block) {
    const bool isLoad = isa<LoadInst>(instruction);
    if (isLoad && none_of(accesses, [&](const Access &a) { return a.instruction == &instruction; }))
      return false;
    const bool isReduced =
        any_of(result.reductions, [&](const Reduction &r) { return r.partial.back() == &instruction; });
    if (!isReduced && any_of(instruction.users(), [&](const User *user) { return !isInLoop(user); }))
      return false;
  }
  return true;
}

// The rewritten loop runs copy after copy, each in the order of the first.
bool CopyMatcher::mayReorder() const {
  for (const Access &a : accesses)
    for (const Access &b : accesses) {
      const bool isBehind = a.copy != b.copy ? a.copy > b.copy : b.first->comesBefore(a.first);
      if (!isBehind || !a.instruction->comesBefore(b.instruction))
        continue;
      if (isa<LoadInst>(a.instruction) && isa<LoadInst>(b.instruction))
        continue;
      if (!aliases.isNoAlias(MemoryLocation::get(a.instruction), MemoryLocation::get(b.instruction)))
        return false;
    }
  return true;
}

} // namespace

std::optional<LoopCopies> findLoopCopies(const Loop &loop, ScalarEvolution &evolution, AAResults &aliases) {
  const unsigned count = countCopies(loop, evolution);
  if (count == 0)
    return std::nullopt;
  CopyMatcher matcher(loop, count, evolution, aliases);
  if (!matcher.match() || !matcher.mayReorder())
    return std::nullopt;
  return std::move(matcher.result);
}

} // namespace wasixc
