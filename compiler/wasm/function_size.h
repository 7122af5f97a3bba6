// What validation counts of a function's body, for those who have to tell what compiling it will cost.
#pragma once

#include <cstdint>

namespace wasixc::wasm {

struct FunctionSize {
  uint64_t bytes = 0;
  uint64_t instructions = 0;
  uint64_t branches = 0; // edges of the control flow graph: blocks, branches, and each label of a br_table
  uint64_t calls = 0;
  uint64_t rangeChecks = 0; // instructions that check an index or a range: of tables, and of bulk operations
  uint64_t loops = 0;
  uint64_t longestRun = 0;   // most instructions without one that ends a block
  uint64_t locals = 0;       // parameters and declared locals that the body may use: at most one per access
  uint64_t movedValues = 0;  // operands that instructions take and leave; see kMovedValuesPerByte
  uint64_t operandDepth = 0; // most operands at a time
  uint64_t loopDepth = 0;    // most loops in one another
  uint64_t handlerDepth = 0; // most try blocks in one another
};

} // namespace wasixc::wasm
