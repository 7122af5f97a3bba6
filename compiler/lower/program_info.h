// Facts about the whole module that every shard needs; computed once, then only read, by many threads.
#pragma once

#include "compiler/lower/context_access.h"
#include "compiler/lower/type_hierarchy.h"
#include "compiler/wasm/module.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace wasixc {

inline constexpr llvm::StringLiteral kFunctionSymbolPrefix = "wasm.";
inline constexpr llvm::StringLiteral kHeaderSymbol = "wasixc.header";
// Absolute symbols: what landing pads refer to (abi/exceptions.h).
inline constexpr llvm::StringLiteral kPersonalitySymbol = "wasixc.personality";
inline constexpr llvm::StringLiteral kClauseSymbolPrefix = "wasixc.catch.";

// What the code generator is told about the target and the wanted output.
struct LoweringOptions {
  std::string cpu;
  std::string features;
  uint64_t cpuFeatures = 0; // those of abi/cpu_features.def that `cpu` and `features` amount to
  unsigned optimizationLevel = 3;
  bool debugInfo = false;
  std::string sourceName;
  bool spectre = false; // speculation.cpp

  // By a name of abi/cpu_features.def.
  bool hasCpuFeature(llvm::StringRef name) const;
};

struct ProgramInfo {
  const wasm::Module &module;
  LoweringOptions options;
  ContextLayout layout;
  std::vector<std::string> functionNames;   // unique, printable; of all functions, imported ones too
  std::vector<uint32_t> descriptorOrdinal;  // per function, or kNoDescriptor
  std::vector<uint32_t> describedFunctions; // the inverse: function indices in ordinal order
  std::vector<uint64_t> typeIds;            // per type index
  TypeHierarchy typeHierarchy;
  llvm::BitVector inTailCalls; // per function: it makes tail calls, or is directly called by one

  static constexpr uint32_t kNoDescriptor = ~0u;

  std::string symbol(uint32_t function) const {
    return kFunctionSymbolPrefix.str() + functionNames[function];
  }
};

// Fails only if two types of the module collide in their run-time identifier, which takes malice and 2^32
// attempts.
llvm::Expected<ProgramInfo> analyzeProgram(const wasm::Module &module, LoweringOptions options,
                                           llvm::BitVector inTailCalls);

} // namespace wasixc
