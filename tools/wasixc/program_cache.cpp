// See program_cache.h. The name is a hash of all that decides the output: the module, the options, the
// compiler, and the host's CPU when that is the target.
#include "tools/wasixc/program_cache.h"

#include "tools/wasixc/runtime_object.h"
#include "tools/wasixc/version.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"
#include "llvm/TargetParser/Host.h"

#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;

namespace wasixc {
namespace {

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
  add(command.compile.allowUnknownImports ? "unknown" : "");
  for (const std::string &option : command.compile.programOptions)
    add(option);
  hash.update(runtimeObject());
  add(module);
  return toHex(hash.final(), true);
}

Error checkPrivate(const Twine &directory) {
  struct stat status;
  const std::string path = directory.str();
  if (stat(path.c_str(), &status) != 0)
    return createStringError(errnoAsErrorCode(), "cannot use the cache '%s': %s", path.c_str(),
                             strerror(errno));
  // Whoever can write here decides what the user runs.
  if (status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return createStringError("the cache '%s' can be written by other users", path.c_str());
  return Error::success();
}

} // namespace

Expected<std::string> findCachedProgram(const CommandLine &command, StringRef module) {
  SmallString<128> path;
  if (!sys::path::cache_directory(path))
    return createStringError("cannot find a cache directory: set XDG_CACHE_HOME or HOME");
  sys::path::append(path, "wasixc", "programs");
  if (std::error_code code = sys::fs::create_directories(path, true, sys::fs::owner_all))
    return createStringError(code, "cannot create the cache '%s': %s", path.c_str(), code.message().c_str());
  if (Error error = checkPrivate(path))
    return std::move(error);
  sys::path::append(path, programKey(command, module));
  return path.str().str();
}

} // namespace wasixc
