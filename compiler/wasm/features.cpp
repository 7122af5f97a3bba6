// Names and help texts of the features, generated from features.def for the driver's command line.
#include "compiler/wasm/features.h"

namespace wasixc::wasm {

namespace {
struct FeatureText {
  const char *flag;
  const char *help;
};

constexpr FeatureText kFeatures[] = {
#define WASM_FEATURE(name, flag, wasm2, wasm3, byDefault, help) {flag, help},
#include "compiler/wasm/features.def"
};
} // namespace

llvm::StringRef featureFlag(Feature feature) { return kFeatures[static_cast<unsigned>(feature)].flag; }

llvm::StringRef featureHelp(Feature feature) { return kFeatures[static_cast<unsigned>(feature)].help; }

std::optional<Feature> featureFromFlag(llvm::StringRef flag) {
  for (unsigned index = 0; index < std::size(kFeatures); ++index)
    if (flag == kFeatures[index].flag)
      return static_cast<Feature>(index);
  return std::nullopt;
}

} // namespace wasixc::wasm
