// See debug_info.h.
#include "compiler/lower/debug_info.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace wasixc {

DebugInfo::DebugInfo(Module &module, StringRef sourceName, bool isOptimized)
    : builder(module), isOptimized(isOptimized) {
  module.addModuleFlag(Module::Warning, "Debug Info Version", DEBUG_METADATA_VERSION);
  module.addModuleFlag(Module::Warning, "Dwarf Version", 5);
  file = builder.createFile(sys::path::filename(sourceName), sys::path::parent_path(sourceName));
  // DWARF has no number for WebAssembly; C makes debuggers show plain names.
  builder.createCompileUnit(DISourceLanguageName(dwarf::DW_LANG_C11), file, "wasixc", isOptimized, "", 0);
  type = builder.createSubroutineType(builder.getOrCreateTypeArray({}));
}

DISubprogram *DebugInfo::describe(Function &function, StringRef name, uint64_t offset) {
  auto flags = DISubprogram::SPFlagDefinition;
  if (isOptimized)
    flags |= DISubprogram::SPFlagOptimized;
  DISubprogram *subprogram =
      builder.createFunction(file, name, StringRef(), file, offset, type, offset, DINode::FlagZero, flags);
  function.setSubprogram(subprogram);
  return subprogram;
}

} // namespace wasixc
