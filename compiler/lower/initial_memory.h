// The content of memory 0 after its active data segments, computed at compile time where that is possible.
#pragma once

#include "abi/image.h"
#include "compiler/wasm/module.h"

#include <string>
#include <vector>

namespace wasixc {

struct InitialMemory {
  std::string content;                   // whole pages, run after run
  std::vector<abi::ImageMemoryRun> runs; // ascending addresses
  size_t appliedSegments = 0; // active segments are applied in order: these first ones are in `content`
};

InitialMemory computeInitialMemory(const wasm::Module &module);

} // namespace wasixc
