// Turns an optimized module into an object file or assembly text, in memory.
#pragma once

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"

namespace wasixc {

using ObjectBytes = llvm::SmallVector<char, 0>;

// Runs code generation. The object's unwind table is renamed from .eh_frame to .gh_frame: the linker would
// merge the former with the runtime's own, but an image carries its unwind table with it.
llvm::Expected<ObjectBytes> emitObject(llvm::Module &module, llvm::TargetMachine &machine);

llvm::Expected<ObjectBytes> emitAssembly(llvm::Module &module, llvm::TargetMachine &machine);

} // namespace wasixc
