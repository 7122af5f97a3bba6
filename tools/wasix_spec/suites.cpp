// See suites.h.
#include "tools/wasix_spec/suites.h"

#include "llvm/ADT/STLExtras.h"

namespace wasixc::spec {

namespace {

using wasm::Feature;
using wasm::FeatureSet;

// The threads suite was cut from an early core: one memory, one table.
constexpr FeatureSet kThreadsCore = FeatureSet::wasm1()
                                        .with(Feature::MutableGlobals)
                                        .with(Feature::SignExtension)
                                        .with(Feature::SaturatingTruncation)
                                        .with(Feature::MultiValue)
                                        .with(Feature::BulkMemory)
                                        .with(Feature::Threads);

constexpr FeatureSet kLegacyExceptions =
    FeatureSet::wasm2().with(Feature::TailCall).with(Feature::Tags).with(Feature::LegacyExceptions);

constexpr Suite kSuites[] = {
    {"wasm-2.0", FeatureSet::wasm2()},
    {"wasm-3.0-core", FeatureSet::wasm3()},
    {"wasm-3.0-bulk-memory", FeatureSet::wasm3()},
    {"wasm-3.0-simd", FeatureSet::wasm3()},
    {"wasm-3.0-relaxed-simd", FeatureSet::wasm3()},
    {"wasm-3.0-tail-call", FeatureSet::wasm3()},
    {"wasm-3.0-exceptions", FeatureSet::wasm3()},
    {"wasm-3.0-multi-memory", FeatureSet::wasm3()},
    {"wasm-3.0-memory64", FeatureSet::wasm3()},
    {"wasm-3.0-function-references", FeatureSet::wasm3()},
    {"wasm-3.0-gc", FeatureSet::wasm3()},
    {"pre3.0-extended-const", FeatureSet::wasm2().with(Feature::ExtendedConst)},
    {"exceptions-legacy", kLegacyExceptions},
    {"proposal-threads", kThreadsCore},
    {"proposal-threads-litmus", FeatureSet::standard()},
    {"proposal-wide-arithmetic", FeatureSet::wasm3().with(Feature::WideArithmetic)},
    {"fuzz", FeatureSet::standard()}, // not of the public suite: the scripts that tools/fuzz records
};

} // namespace

llvm::ArrayRef<Suite> allSuites() { return kSuites; }

const Suite *findSuite(llvm::StringRef folder) {
  const auto *found = llvm::find_if(kSuites, [&](const Suite &suite) { return suite.folder == folder; });
  return found == std::end(kSuites) ? nullptr : found;
}

} // namespace wasixc::spec
