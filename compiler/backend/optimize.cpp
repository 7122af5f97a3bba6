// See optimize.h. The pipeline is LLVM's default one with two differences: no library function exists (a loop
// must not become a call of memset: there is no C library inside an image), and passes of our own run right
// after SSA construction, while the code still says what the module said.
#include "compiler/backend/optimize.h"

#include "compiler/backend/growth_limit.h"
#include "compiler/backend/normalize_counters.h"
#include "compiler/backend/reroll_loops.h"
#include "compiler/backend/strict_semantics.h"
#include "compiler/backend/widen_addresses.h"
#include "compiler/lower/context_access.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/Utils/LCSSA.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"
#include "llvm/Transforms/Utils/Mem2Reg.h"

using namespace llvm;

namespace wasixc {
namespace {

OptimizationLevel passLevel(unsigned level) {
  constexpr const OptimizationLevel *kLevels[] = {&OptimizationLevel::O0, &OptimizationLevel::O1,
                                                  &OptimizationLevel::O2, &OptimizationLevel::O3};
  return *kLevels[level];
}

// What a landing pad does with an exception that none of its clauses matches. The optimizer needs to see it,
// to connect the pads of functions that it inlines; it never happens, because the runtime enters a pad only
// for a clause that matches.
void dropResumes(Module &module) {
  for (Function &function : module)
    for (BasicBlock &block : function)
      if (auto *resume = dyn_cast<ResumeInst>(block.getTerminator())) {
        new UnreachableInst(module.getContext(), resume->getIterator());
        resume->eraseFromParent();
      }
}

} // namespace

namespace {

// Level 0: for the baseline tier.
void runPasses(Module &module, TargetMachine &machine, unsigned level, GrowthLimit &growth) {
  PassInstrumentationCallbacks callbacks;
  growth.attach(callbacks);
  PipelineTuningOptions tuning;
  tuning.LoopVectorization = level >= 2;
  tuning.SLPVectorization = level >= 2;
  tuning.LoopInterleaving = level >= 2;
  PassBuilder builder(&machine, tuning, std::nullopt, &callbacks);
  builder.registerVectorizerStartEPCallback([](FunctionPassManager &passes, OptimizationLevel level) {
    if (level.getSpeedupLevel() < 2)
      return;
    passes.addPass(LoopSimplifyPass());
    passes.addPass(LCSSAPass());
    passes.addPass(WidenAddressesPass());
    passes.addPass(RerollLoopsPass());
  });

  LoopAnalysisManager loopAnalyses;
  FunctionAnalysisManager functionAnalyses;
  CGSCCAnalysisManager callGraphAnalyses;
  ModuleAnalysisManager moduleAnalyses;
  TargetLibraryInfoImpl libraryInfo(machine.getTargetTriple());
  libraryInfo.disableAllFunctions();
  functionAnalyses.registerPass([&] { return TargetLibraryAnalysis(libraryInfo); });
  builder.registerModuleAnalyses(moduleAnalyses);
  builder.registerCGSCCAnalyses(callGraphAnalyses);
  builder.registerFunctionAnalyses(functionAnalyses);
  builder.registerLoopAnalyses(loopAnalyses);
  builder.crossRegisterProxies(loopAnalyses, functionAnalyses, callGraphAnalyses, moduleAnalyses);

  ModulePassManager passes;
  FunctionPassManager first;
  if (level > 0)
    first.addPass(PromotePass());
  first.addPass(StrictSemanticsPass());
  if (level >= 2)
    first.addPass(NormalizeCountersPass());
  passes.addPass(createModuleToFunctionPassAdaptor(std::move(first)));
  passes.addPass(level == 0 ? builder.buildO0DefaultPipeline(OptimizationLevel::O0)
                            : builder.buildPerModuleDefaultPipeline(passLevel(level)));
#ifndef NDEBUG
  passes.addPass(VerifierPass());
#endif
  passes.run(module, moduleAnalyses);
  makeContextAbsolute(module);
  dropResumes(module);
}

} // namespace

StringSet<> optimize(Module &module, TargetMachine &machine, unsigned level) {
  GrowthLimit growth;
  runPasses(module, machine, level, growth);
  return growth.removeOvergrown(module);
}

void finishBaseline(Module &module, TargetMachine &machine) {
  GrowthLimit unused;
  runPasses(module, machine, 0, unused);
}

} // namespace wasixc
