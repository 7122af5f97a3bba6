// See program_info.h.
#include "compiler/lower/program_info.h"

#include "compiler/diagnostic.h"
#include "compiler/wasm/type_identifiers.h"

#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace wasixc {
namespace {

// Symbol names end at a NUL and may confuse terminals: control characters become underscores.
std::string printable(StringRef name) {
  std::string result = name.str();
  for (char &c : result)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      c = '_';
  return result;
}

// The module's own name for it, else its number.
std::vector<std::string> nameFunctions(const wasm::Module &module) {
  std::vector<std::string> names(module.functions.size());
  for (size_t i = 0; i < names.size(); ++i)
    names[i] = printable(module.functions[i].name);
  StringSet<> used;
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty())
      names[i] = "function" + std::to_string(i);
    if (!used.insert(names[i]).second) {
      names[i] += "." + std::to_string(i);
      while (!used.insert(names[i]).second)
        names[i] += "_";
    }
  }
  return names;
}

// Every function whose reference can exist at run time has a descriptor; imported ones get theirs from the
// runtime.
void numberDescriptors(ProgramInfo &program) {
  const wasm::Module &module = program.module;
  program.descriptorOrdinal.assign(module.functions.size(), ProgramInfo::kNoDescriptor);
  for (uint32_t i = module.importedFunctionCount; i < module.functions.size(); ++i) {
    if (!module.functions[i].isDeclared && module.start != i)
      continue;
    program.descriptorOrdinal[i] = static_cast<uint32_t>(program.describedFunctions.size());
    program.describedFunctions.push_back(i);
  }
}

Error identifyTypes(ProgramInfo &program) {
  wasm::TypeIdentifiers identifiers;
  const wasm::TypeTable &types = program.module.types;
  for (uint32_t i = 0; i < types.size(); ++i) {
    const std::optional<uint64_t> id = identifiers.add(types.signature(i));
    if (!id)
      return makeDiagnostic(types[i].offset,
                            "type " + Twine(i) + " has the same run-time identifier as another type");
    program.typeIds.push_back(*id);
  }
  return Error::success();
}

} // namespace

bool LoweringOptions::hasCpuFeature(StringRef name) const {
#define WASIX_CPU_FEATURE(bit, feature, leaf)                                                                \
  if (name == feature)                                                                                       \
    return (cpuFeatures >> (bit)) & 1;
#include "abi/cpu_features.def"
#undef WASIX_CPU_FEATURE
  llvm_unreachable("not a recorded CPU feature");
}

Expected<ProgramInfo> analyzeProgram(const wasm::Module &module, LoweringOptions options,
                                     BitVector inTailCalls) {
  ProgramInfo program{module, std::move(options),    layoutContext(module), nameFunctions(module), {}, {}, {},
                      {},     std::move(inTailCalls)};
  numberDescriptors(program);
  if (Error error = identifyTypes(program))
    return std::move(error);
  program.typeHierarchy = TypeHierarchy(module.types);
  return program;
}

} // namespace wasixc
