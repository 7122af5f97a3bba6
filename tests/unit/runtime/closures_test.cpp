#include "runtime/kernel/closures.h"

#include "abi/type_id.h"

#include <gtest/gtest.h>

namespace wasixc {
namespace {

constexpr std::string_view kBacking = "(i32 i32 i32)->()";

struct ClosuresTest : testing::Test {
  guest::Store store{std::move(*guest::GuestStack::create()), guest::Store::Linking::ManyInstances};
  std::shared_ptr<guest::Table> table =
      *guest::Table::create({.minimum = 1, .maximum = 10, .is64 = 0, .isShared = 0, .padding = {}}, {});
  const abi::FunctionDescriptor backing{.typeId = abi::typeId(kBacking), .code = 0};
  Closures closures;

  void SetUp() override { table->fill(0, reinterpret_cast<uint64_t>(&backing), 1); }

  Errno prepare() { return closures.prepare(store, *table, *closures.allocate(*table), {}, 0, 0).error(); }
};

TEST_F(ClosuresTest, KnowsBackingFunctionsByTheirType) {
  EXPECT_EQ(prepare(), Errno::SUCCESS);
  EXPECT_TRUE(store.admitType(abi::typeId(kBacking), kBacking));
}

// Identifiers are no secure hashes: a module can be made whose type has that of another.
TEST_F(ClosuresTest, RefusesTypesThatPassForThatOfBackingFunctions) {
  ASSERT_TRUE(store.admitType(abi::typeId(kBacking), "(externref)->()"));
  EXPECT_EQ(prepare(), Errno::NOTSUP);
}

TEST_F(ClosuresTest, RefusesTypesThatPassForThatOfTheClosure) {
  ASSERT_TRUE(store.admitType(abi::typeId("()->()"), "(externref)->()"));
  EXPECT_EQ(prepare(), Errno::NOTSUP);
}

} // namespace
} // namespace wasixc
