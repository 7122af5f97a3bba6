// The host module "spectest" that the suite's modules import.
#pragma once

#include "runtime/guest/external.h"

#include <map>
#include <optional>
#include <string_view>

namespace wasixc::spec {

// One set of spectest's tables, memories and globals. Outlives the instances that import from it.
class SpecTest {
public:
  SpecTest();
  std::optional<guest::External> find(std::string_view name) const;

private:
  void addGlobal(std::string_view name, abi::ValueKind type, guest::Value value);

  std::map<std::string_view, guest::External> externals;
  guest::Value globals[4];
  size_t globalCount = 0;
};

} // namespace wasixc::spec
