// See program_cache.h. The name is a hash of all that decides the output: the module, the options, the
// compiler, and the host's CPU when that is the target.
#include "tools/wasixc/program_cache.h"

#include "tools/wasixc/runtime_object.h"
#include "tools/wasixc/version.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include "llvm/TargetParser/Host.h"

using namespace llvm;

namespace wasixc {

Expected<PrivateDirectory> openProgramCache() {
  std::string problem;
  if (auto directory = PrivateDirectory::open("programs", problem))
    return std::move(*directory);
  return createStringError(problem);
}

std::string programKey(const CommandLine &command, StringRef module) {
  SHA256 hash;
  auto add = [&](StringRef text) {
    hash.update(text);
    hash.update(StringRef("", 1));
  };
  add(kVersion);
  add(std::to_string(command.compile.optimizationLevel));
  add(command.compile.march == "native" ? sys::getHostCPUName() : StringRef(command.compile.march));
  add(command.compile.debugInfo ? "g" : "");
  add(command.compile.spectre ? "spectre" : "");
  add(command.compile.baseline ? "baseline" : "");
  add(command.compile.allowUnknownImports ? "unknown" : "");
  for (const std::string &option : command.compile.programOptions)
    add(option);
  hash.update(runtimeObject());
  add(module);
  return toHex(hash.final(), true);
}

} // namespace wasixc
