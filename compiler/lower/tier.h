// How much work the compiler puts into a function. Everything else about a function is the same in both
// tiers.
//
// LLVM's optimizer and code generator take more than linear time for some functions: huge blocks, thousands
// of nested loops, thousands of values that live at once. Ordinary programs hardly have such functions; for a
// hostile module they are the way to keep a compiler busy. So a function that is larger than what the
// optimizer takes in its stride is compiled in the baseline tier, every part of which takes linear time:
// locals and the operands of labels lie in stack slots, blocks are cut into pieces, nothing is optimized, and
// LLVM generates code as for a debugger.
#pragma once

#include "compiler/wasm/function_size.h"

namespace wasixc {

enum class Tier : uint8_t { Optimized, Baseline };

Tier chooseTier(const wasm::FunctionSize &size);

} // namespace wasixc
