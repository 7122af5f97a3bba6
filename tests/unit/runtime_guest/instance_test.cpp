// Instantiation: what an instance looks like when it starts, and which imports it takes.
#include "tests/unit/runtime_guest/guest_fixture.h"

#include <cstring>

namespace wasixc::guest {

namespace {

class InstanceTest : public GuestTest {
protected:
  std::string linkError(const std::vector<External> &imports) {
    auto instance = store->link(image, imports);
    return instance ? "" : instance.error().text;
  }
};

TEST_F(InstanceTest, LoadsInitialMemory) {
  Instance &instance = link(makeImports());
  const uint8_t *memory = instance.memory(0)->base();
  EXPECT_EQ(memory[4095], 0);
  EXPECT_EQ(memory[4096], 0xab);
  EXPECT_EQ(memory[4096 + 99999], 0xab);
  EXPECT_EQ(memory[4096 + 100000], 0); // the rest of the run's last page is not the file's
  EXPECT_EQ(memcmp(memory + 115536, "0123456789abcdef", 16), 0);
  EXPECT_EQ(memcmp(memory + 131067, "hello", 5), 0);
  EXPECT_EQ(instance.context().memory0.base, memory);
}

TEST_F(InstanceTest, WritesToMemoryStayPrivate) {
  Instance &instance = link(makeImports());
  instance.memory(0)->base()[4096] = 1;
  store = makeStore(Store::Linking::OneInstance);
  EXPECT_EQ(link(makeImports()).memory(0)->base()[4096], 0xab);
}

TEST_F(InstanceTest, EvaluatesGlobals) {
  Instance &instance = link(makeImports());
  EXPECT_EQ(instance.global(0).low, 42u);
  EXPECT_EQ(instance.global(1).low, 2u); // 0xffffffff + 3 wraps around
  EXPECT_EQ(instance.global(2).low, reinterpret_cast<uint64_t>(instance.reference(1)));
  instance.global(0).low = 1;
  uint64_t value;
  act(instance, Action::SetOwnGlobal, &value);
  EXPECT_EQ(instance.global(0).low, 2u);
}

TEST_F(InstanceTest, AppliesElementsToImportedTables) {
  auto imports = makeImports();
  const auto table = *std::get_if<std::shared_ptr<Table>>(&imports[3]);
  Instance &instance = link(imports);
  EXPECT_EQ(table->elements()[0], 0u);
  EXPECT_EQ(table->elements()[1], reinterpret_cast<uint64_t>(instance.reference(0)));
  EXPECT_EQ(table->elements()[3], reinterpret_cast<uint64_t>(instance.reference(abi::kImportedFunction)));
  uint64_t value;
  act(instance, Action::CallFromTable, &value);
  EXPECT_EQ(value, 42u);
}

TEST_F(InstanceTest, ElementsBeyondTheTableTrap) {
  auto imports = makeImports();
  const auto table =
      *Table::create({.minimum = 4, .maximum = 4, .is64 = 0, .isShared = 0, .padding = {}}, ReferenceType{});
  imports[3] = table;
  auto instance = store->link(image, imports);
  ASSERT_TRUE(instance);
  EXPECT_EQ((*instance)->initialize().outcome, CallResult::Outcome::Returned);

  // The table view of the importer is the owner's: a smaller one is refused before anything runs.
  imports[3] =
      *Table::create({.minimum = 3, .maximum = 4, .is64 = 0, .isShared = 0, .padding = {}}, ReferenceType{});
  store = makeStore(Store::Linking::OneInstance);
  EXPECT_EQ(linkError(imports), "incompatible import type of other.table");
}

TEST_F(InstanceTest, DropsActiveSegments) {
  Instance &instance = link(makeImports());
  EXPECT_TRUE(instance.dataSegment(0).empty());
  EXPECT_EQ(instance.dataSegment(1).size(), 5u);
  instance.dropData(1);
  EXPECT_TRUE(instance.dataSegment(1).empty());
  EXPECT_FALSE(instance.canCopyElements(0, *instance.table(1), 0, 0, 1));
  EXPECT_TRUE(instance.canCopyElements(0, *instance.table(1), 0, 0, 0));
}

TEST_F(InstanceTest, RefusesWrongImports) {
  auto imports = makeImports();
  imports.pop_back();
  EXPECT_EQ(linkError(imports), "unknown import table");
  imports = makeImports();
  std::get_if<HostFunction>(&imports[0])->signature = "i:I";
  EXPECT_EQ(linkError(imports), "incompatible import type of host.unary");
  imports = makeImports();
  imports[0] = imports[3];
  EXPECT_EQ(linkError(imports), "incompatible import type of host.unary");
}

TEST_F(InstanceTest, HoldsOneInstanceUnlessToldOtherwise) {
  link(makeImports());
  EXPECT_EQ(linkError(makeImports()), "this store holds one instance");
}

TEST_F(InstanceTest, GrowsTablesInPlaceForImporters) {
  auto imports = makeImports();
  const auto table = *std::get_if<std::shared_ptr<Table>>(&imports[3]);
  Instance &instance = link(imports);
  EXPECT_EQ(table->grow(8, 0), 8);
  EXPECT_EQ(table->grow(1, 0), -1);
  uint64_t value;
  act(instance, Action::CallFromTable, &value);
  EXPECT_EQ(value, 42u);
}

} // namespace

} // namespace wasixc::guest
