// Which proposals an input may use. The reader, the instruction decoder and the validator ask the set;
// where the rules of two editions of the standard differ (reserved bytes, limits, constant expressions) the
// set decides as well.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>

namespace wasixc::wasm {

enum class Feature : uint8_t {
#define WASM_FEATURE(name, flag, wasm2, wasm3, byDefault, help) name,
#include "compiler/wasm/features.def"
};

class FeatureSet {
public:
  constexpr FeatureSet() = default;

  // The editions of the standard, and everything the compiler supports.
  static constexpr FeatureSet wasm1();
  static constexpr FeatureSet wasm2();
  static constexpr FeatureSet wasm3();
  static constexpr FeatureSet standard();

  constexpr bool has(Feature feature) const { return bits & mask(feature); }
  constexpr FeatureSet with(Feature feature) const { return FeatureSet(bits | mask(feature)); }
  constexpr FeatureSet without(Feature feature) const { return FeatureSet(bits & ~mask(feature)); }
  constexpr bool operator==(const FeatureSet &) const = default;

private:
  explicit constexpr FeatureSet(uint32_t bits) : bits(bits) {}
  static constexpr uint32_t mask(Feature feature) { return uint32_t(1) << static_cast<unsigned>(feature); }

  uint32_t bits = 0;
};

constexpr FeatureSet FeatureSet::wasm1() { return FeatureSet().with(Feature::Core); }

constexpr FeatureSet FeatureSet::wasm2() {
  return FeatureSet(0
#define WASM_FEATURE(name, flag, wasm2, wasm3, byDefault, help) | (wasm2 ? mask(Feature::name) : 0)
#include "compiler/wasm/features.def"
  );
}

constexpr FeatureSet FeatureSet::wasm3() {
  return FeatureSet(0
#define WASM_FEATURE(name, flag, wasm2, wasm3, byDefault, help) | (wasm3 ? mask(Feature::name) : 0)
#include "compiler/wasm/features.def"
  );
}

constexpr FeatureSet FeatureSet::standard() {
  return FeatureSet(0
#define WASM_FEATURE(name, flag, wasm2, wasm3, byDefault, help) | (byDefault ? mask(Feature::name) : 0)
#include "compiler/wasm/features.def"
  );
}

// The command-line spelling of a feature, its help text, and the way back from the spelling.
llvm::StringRef featureFlag(Feature feature);
llvm::StringRef featureHelp(Feature feature);
std::optional<Feature> featureFromFlag(llvm::StringRef flag);

} // namespace wasixc::wasm
