// Builds the read-only head of an image: the header and every table it names (abi/image.h), the function
// descriptors, the entry wrappers, and the initial content of memory.
//
// It is one more shard: an LLVM module whose constants refer to the functions of the others. All such
// references are differences to the header's address, which the linker resolves, so the image needs no
// relocation.
#pragma once

#include "compiler/lower/module_lowering.h"

namespace wasixc {

// `requiredFeatures` are bits of abi/cpu_features.def.
std::unique_ptr<llvm::Module> lowerImageMetadata(llvm::LLVMContext &llvmContext, const ProgramInfo &program,
                                                 uint64_t requiredFeatures);

} // namespace wasixc
