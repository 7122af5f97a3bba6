// See tier.h. The bounds are far beyond what compilers write and people, too; docs/sandbox.md says what was
// measured.
#include "compiler/lower/tier.h"

namespace wasixc {
namespace {

constexpr uint64_t kMostInstructions = 60000;
constexpr uint64_t kLongestRun = 48000;
constexpr uint64_t kMostLoops = 600;
constexpr uint64_t kMostRangeChecks = 2000;
constexpr uint64_t kMostBranches = 20000;
constexpr uint64_t kMostCalls = 20000;
constexpr uint64_t kMostOperands = 500;
constexpr uint64_t kMostLocals = 3000;
constexpr uint64_t kMostPhis = 20000000; // SSA construction may give each local a phi at each label
constexpr uint64_t kMostNestedLoops = 50;
constexpr uint64_t kMostNestedHandlers = 100;

} // namespace

Tier chooseTier(const wasm::FunctionSize &size) {
  const bool isHuge = size.instructions > kMostInstructions || size.longestRun > kLongestRun ||
                      size.loops > kMostLoops || size.rangeChecks > kMostRangeChecks ||
                      size.branches > kMostBranches || size.calls > kMostCalls ||
                      size.operandDepth > kMostOperands || size.locals > kMostLocals ||
                      size.locals * size.branches > kMostPhis || size.loopDepth > kMostNestedLoops ||
                      size.handlerDepth > kMostNestedHandlers;
  return isHuge ? Tier::Baseline : Tier::Optimized;
}

} // namespace wasixc
