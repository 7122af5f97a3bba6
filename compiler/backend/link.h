// The last phase: one file from the objects of all shards.
#pragma once

#include "compiler/backend/emit.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace wasixc {

// Writes `outputPath`: an executable that contains the runtime, or, if `runtimeObject` is empty, the image
// alone, to be mapped by a runtime that already runs. `supportObject` is part of either. On failure no file
// is left there, and one that was there before stays. Not reentrant: lld keeps its state in globals, so calls
// are serialized.
llvm::Error linkObjects(llvm::StringRef supportObject, llvm::ArrayRef<ObjectBytes> objects,
                        llvm::StringRef runtimeObject, const std::string &outputPath);

} // namespace wasixc
