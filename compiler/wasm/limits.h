// Implementation limits. The standard lets an engine bound its inputs (appendix, "implementation
// limitations"); these follow what the engines of the web agreed on, except for sizes where our largest
// inputs need more. They keep a small hostile file from costing more memory or time than its size
// justifies.
#pragma once

#include "abi/context.h"

#include <cstdint>

namespace wasixc::wasm {

inline constexpr uint64_t kMaxModuleSize = uint64_t(1) << 30;
inline constexpr uint32_t kMaxTypes = 1000000;
inline constexpr uint32_t kMaxFunctions = 1000000;
inline constexpr uint32_t kMaxImports = 100000;
inline constexpr uint32_t kMaxExports = 1000000;
inline constexpr uint32_t kMaxGlobals = 1000000;
inline constexpr uint32_t kMaxTags = 1000000;
inline constexpr uint32_t kMaxTables = 100000;
inline constexpr uint32_t kMaxMemories = 100;
inline constexpr uint32_t kMaxDataSegments = 100000;
inline constexpr uint32_t kMaxElementSegments = 100000;
inline constexpr uint32_t kMaxElementItems = 10000000;
inline constexpr uint32_t kMaxFunctionBodySize = 7654321;
inline constexpr uint32_t kMaxParams = abi::kMaximumValues;
inline constexpr uint32_t kMaxResults = abi::kMaximumValues;
inline constexpr uint32_t kMaxLocals = 50000;
// Operands that the instructions of one function take and leave. Most instructions have at most four, but a
// block, a branch or a call of two bytes can have a thousand. Programs stay far below: each operand comes
// from somewhere.
inline constexpr uint64_t kMovedValuesPerByte = 16;
inline constexpr uint64_t kFreeMovedValues = 4096;
inline constexpr uint64_t kFreeMovedValuesOfModule = 1000000;
inline constexpr uint32_t kMaxFields = 10000;
inline constexpr uint32_t kMaxFixedArrayElements = 10000;
inline constexpr uint32_t kMaxSubtypingDepth = 63;
inline constexpr uint32_t kMaxNesting = 100000;

} // namespace wasixc::wasm
