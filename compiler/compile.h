// The compiler's one entry point: from the bytes of a module to a file.
#pragma once

#include "compiler/wasm/features.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <functional>
#include <string>
#include <vector>

namespace wasixc {

enum class OutputKind {
  Executable, // a program with the runtime
  Image,      // the image alone, for a runtime that is already running
  Library,    // the same of a module for dynamic linking (dylink.0)
  Object,     // the module's code as one object file
  Assembly,
  LlvmIr, // after optimization
};

struct CompileOptions {
  OutputKind output = OutputKind::Executable;
  unsigned optimizationLevel = 3;
  std::string march = "native";
  bool debugInfo = false;
  unsigned jobs = 0; // 0: one per CPU
  wasm::FeatureSet features = wasm::FeatureSet::standard();
  bool allowUnknownImports = false; // they trap when called
  bool spectre = false;             // no mispredicted bounds check forms an address (lower/speculation.cpp)
  bool baseline = false;            // every function in the baseline tier (lower/tier.h)
  bool checkContinuations = false;  // verify emitted code against abi/stack.h
  std::string sourceName;           // for debug information
  std::vector<std::string> programOptions; // baked into the executable (abi/config.h)
  llvm::StringRef runtimeObject;           // the pre-linked runtime, for executables
  std::function<void(double)> progress;    // called with 0 to 1, from any thread, one call at a time
};

struct PhaseTime {
  std::string name;
  double seconds; // summed over the threads that worked on it
};

struct CompileReport {
  std::vector<PhaseTime> phases;
  double wallSeconds = 0;
  uint32_t functions = 0;
  std::vector<std::string> unservedImports; // known, but answered with ENOSYS
  std::vector<std::string> unoptimized;     // names of functions that are too large for the optimizer
};

// Compiles `module` into `outputPath`. An error is a list of Diagnostics (diagnostic.h); then no output is
// left behind.
llvm::Expected<CompileReport> compile(llvm::ArrayRef<uint8_t> module, const CompileOptions &options,
                                      const std::string &outputPath);

} // namespace wasixc
