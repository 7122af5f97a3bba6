// See modules.h.
#include "tools/wasix_spec/modules.h"

#include "compiler/compile.h"
#include "compiler/diagnostic.h"
#include "compiler/wasm/reader.h"
#include "compiler/wasm/validator.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <cstdlib>
#include <fcntl.h>

namespace wasixc::spec {

namespace {

llvm::ArrayRef<uint8_t> bytesOf(llvm::StringRef text) { return {text.bytes_begin(), text.size()}; }

std::string pathOf(llvm::StringRef folder, llvm::StringRef file) {
  llvm::SmallString<256> path(folder);
  llvm::sys::path::append(path, file);
  return std::string(path);
}

} // namespace

bool Modules::exists(llvm::StringRef file) const { return llvm::sys::fs::exists(pathOf(folder, file)); }

std::string Modules::read(llvm::StringRef file) const {
  auto buffer = llvm::MemoryBuffer::getFile(pathOf(folder, file));
  return buffer ? (*buffer)->getBuffer().str() : "";
}

std::string Modules::judge(llvm::StringRef file) const {
  const std::string bytes = read(file);
  auto module = wasm::readModule(bytesOf(bytes), suite.features);
  if (!module)
    return formatError(module.takeError(), "");
  if (llvm::Error error = wasm::validateAll(*module))
    return formatError(std::move(error), "");
  return "";
}

CompiledModule Modules::compile(llvm::StringRef file) {
  const std::string bytes = read(file);
  const auto known = compiled.find(bytes);
  if (known != compiled.end())
    return known->second;
  return compiled.try_emplace(bytes, compileBytes(bytes)).first->second;
}

CompiledModule Modules::compileBytes(llvm::StringRef bytes) const {
  CompileOptions options;
  options.output = OutputKind::Image;
  options.jobs = 1;
  options.features = suite.features;
  options.checkContinuations = true; // whatever the suite compiles proves law 1 as well
  if (const char *level = getenv("WASIXC_SPEC_LEVEL"))
    options.optimizationLevel = level[0] - '0';
  if (const char *march = getenv("WASIXC_SPEC_MARCH"))
    options.march = march;
  options.spectre = getenv("WASIXC_SPEC_SPECTRE") != nullptr;
  options.baseline = getenv("WASIXC_SPEC_BASELINE") != nullptr;
  llvm::SmallString<128> path;
  if (llvm::sys::fs::createTemporaryFile("wasix-spec", "img", path))
    return {nullptr, "cannot create a temporary file"};
  const llvm::FileRemover remover(path);
  auto report = wasixc::compile(bytesOf(bytes), options, std::string(path));
  if (!report) {
    CompiledModule result{nullptr, formatError(report.takeError(), "")};
    result.isUnsupported = result.error.find("not supported: ") != std::string::npos;
    return result;
  }
  const UniqueFd image(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  auto mapped = guest::Image::map(image.get());
  if (!mapped)
    return {nullptr, "image refused: " + mapped.error().text};
  return {*mapped, ""};
}

} // namespace wasixc::spec
