// See growth_limit.h.
#include "compiler/backend/growth_limit.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Analysis/LazyCallGraph.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/CFG.h"

using namespace llvm;

namespace wasixc {
namespace {

// More than what functions may have that come to the optimizer at all (lower/tier.cpp), by a quarter to two: else
// those that are let in there would be sent back from here.
constexpr size_t kMostInstructions = 120000;
constexpr size_t kMostBlocks = 30000;
constexpr size_t kLongestBlock = 60000;
constexpr size_t kMostLoops = 1000;

// Of all functions of a module together, relative to what it has in the beginning.
constexpr size_t kMostGrowth = 3;
constexpr size_t kFreeGrowth = 100000;

// The loops of code that lies in order: targets of branches backwards.
size_t countLoops(const Function &function) {
  DenseMap<const BasicBlock *, bool> seen; // whether a later block branches back to it
  size_t loops = 0;
  for (const BasicBlock &block : function) {
    seen.try_emplace(&block, false);
    for (const BasicBlock *successor : successors(&block))
      if (const auto found = seen.find(successor); found != seen.end() && !found->second) {
        found->second = true;
        ++loops;
      }
  }
  return loops;
}

bool isOvergrown(const Function &function, size_t &instructions) {
  size_t longest = 0;
  instructions = 0;
  for (const BasicBlock &block : function) {
    const size_t length = block.size();
    instructions += length;
    longest = std::max(longest, length);
  }
  return instructions > kMostInstructions || longest > kLongestBlock || function.size() > kMostBlocks ||
         (function.size() > kMostLoops && countLoops(function) > kMostLoops);
}

// Passes right behind those that let functions grow, or that cost far more than looking at a function.
bool isCheckpoint(StringRef pass) {
  return StringSwitch<bool>(pass)
      .Cases({"SROAPass", "InstCombinePass", "LoopVectorizePass", "SLPVectorizerPass"}, true)
      .Default(false);
}

} // namespace

bool GrowthLimit::mayRun(StringRef pass, const Function &function) {
  if (overgrown.contains(function.getName()))
    return false;
  size_t instructions = 0;
  if (!isCheckpoint(pass))
    return true;
  const bool isGood = !isOvergrown(function, instructions);
  record(function, instructions);
  if (isGood)
    return true;
  overgrown.insert(function.getName());
  return false;
}

void GrowthLimit::record(const Function &function, size_t instructions) {
  size_t &known = sizes[&function];
  total += instructions - known;
  known = instructions;
}

bool GrowthLimit::mayInline(const Module &module) {
  if (mostTotal == 0) {
    for (const Function &function : module)
      record(function, function.getInstructionCount());
    mostTotal = kMostGrowth * total + kFreeGrowth;
  }
  return total <= mostTotal;
}

void GrowthLimit::attach(PassInstrumentationCallbacks &callbacks) {
  callbacks.registerShouldRunOptionalPassCallback([this](StringRef pass, Any unit) {
    if (const auto *function = any_cast<const Function *>(&unit))
      return mayRun(pass, **function);
    if (const auto *loop = any_cast<const Loop *>(&unit))
      return mayRun(pass, *(*loop)->getHeader()->getParent());
    if (const auto *component = any_cast<const LazyCallGraph::SCC *>(&unit);
        component && pass == "InlinerPass")
      return mayInline(*(*component)->begin()->getFunction().getParent());
    return true;
  });
}

StringSet<> GrowthLimit::removeOvergrown(Module &module) {
  StringSet<> removed;
  size_t instructions = 0;
  for (Function &function : module) {
    if (function.isDeclaration() || function.hasLocalLinkage() ||
        (!overgrown.contains(function.getName()) && !isOvergrown(function, instructions)))
      continue;
    removed.insert(function.getName());
    function.deleteBody();
    function.setComdat(nullptr);
  }
  return removed;
}

} // namespace wasixc
