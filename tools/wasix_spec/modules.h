// Modules of one suite: judged by the front end, compiled to images as programs are, mapped as exec does it.
#pragma once

#include "runtime/guest/image.h"
#include "tools/wasix_spec/suites.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>

namespace wasixc::spec {

struct CompiledModule {
  std::shared_ptr<const guest::Image> image; // null when there was an error
  std::string error;
  bool isUnsupported = false; // valid, but the compiler has no code for it yet: its own words
};

class Modules {
public:
  Modules(std::string folder, const Suite &suite) : folder(std::move(folder)), suite(suite) {}

  bool exists(llvm::StringRef file) const;
  // What the front end says about a module: "" if it is valid.
  std::string judge(llvm::StringRef file) const;
  // Each distinct module is compiled once.
  CompiledModule compile(llvm::StringRef file);

private:
  std::string read(llvm::StringRef file) const;
  CompiledModule compileBytes(llvm::StringRef bytes) const;

  const std::string folder;
  const Suite &suite;
  llvm::StringMap<CompiledModule> compiled; // by content
};

} // namespace wasixc::spec
