// The machine that code is generated for: a CPU name, its features, and what of them an image has to record.
#pragma once

#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>
#include <string>

namespace wasixc {

struct Target {
  std::string cpu;
  std::string features;       // in LLVM's "+a,-b" form
  uint64_t requiredFeatures;  // bits of abi/cpu_features.def
  unsigned optimizationLevel; // 0 to 3
};

// Chooses the target for `march`: "native" (the host's CPU) or a name that LLVM knows, such as x86-64-v3.
// Only features of abi/cpu_features.def are ever used, so that a runtime can check all of them before it
// starts.
llvm::Expected<Target> chooseTarget(llvm::StringRef march, unsigned optimizationLevel);

// One per thread: target machines are not shared. `isBaseline`: for the baseline tier (lower/tier.h).
std::unique_ptr<llvm::TargetMachine> createTargetMachine(const Target &target, bool isBaseline = false);

} // namespace wasixc
