// The folders of the public test suite that are in scope, and what each allows a module to use: where
// editions of the standard differ, a suite expects the rules of its own.
#pragma once

#include "compiler/wasm/features.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace wasixc::spec {

struct Suite {
  llvm::StringRef folder;
  wasm::FeatureSet features;
};

llvm::ArrayRef<Suite> allSuites();
const Suite *findSuite(llvm::StringRef folder);

} // namespace wasixc::spec
