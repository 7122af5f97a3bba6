// See spectest.h.
#include "tools/wasix_spec/spectest.h"

#include "llvm/ADT/bit.h"

namespace wasixc::spec {

namespace {

using namespace guest;

// Nobody looks at what is printed.
void printNothing() {}

abi::ImageLimits limits(uint64_t minimum, uint64_t maximum, bool is64, bool isShared) {
  return {.minimum = minimum, .maximum = maximum, .is64 = is64, .isShared = isShared, .padding = {}};
}

} // namespace

SpecTest::SpecTest() {
  const auto *print = reinterpret_cast<const void *>(&printNothing);
  const std::pair<std::string_view, std::string_view> functions[] = {
      {"print", ":"},      {"print_i32", "i:"},      {"print_i64", "I:"},     {"print_f32", "f:"},
      {"print_f64", "F:"}, {"print_i32_f32", "if:"}, {"print_f64_f64", "FF:"}};
  for (const auto &[name, signature] : functions)
    externals.emplace(name, HostFunction{print, signature});
  addGlobal("global_i32", abi::ValueKind::I32, {666, 0});
  addGlobal("global_i64", abi::ValueKind::I64, {666, 0});
  addGlobal("global_f32", abi::ValueKind::F32, {llvm::bit_cast<uint32_t>(666.6f), 0});
  addGlobal("global_f64", abi::ValueKind::F64, {llvm::bit_cast<uint64_t>(666.6), 0});
  externals.emplace("table", *Table::create(limits(10, 20, false, false), ReferenceType{}));
  externals.emplace("table64", *Table::create(limits(10, 20, true, false), ReferenceType{}));
  externals.emplace("memory", *LinearMemory::create(limits(1, 2, false, false)));
  externals.emplace("shared_memory", *LinearMemory::create(limits(1, 2, false, true)));
}

void SpecTest::addGlobal(std::string_view name, abi::ValueKind type, Value value) {
  Value &slot = globals[globalCount++];
  slot = value;
  externals.emplace(name, GlobalExternal{type, false, &slot});
}

std::optional<External> SpecTest::find(std::string_view name) const {
  const auto found = externals.find(name);
  return found == externals.end() ? std::nullopt : std::optional(found->second);
}

} // namespace wasixc::spec
