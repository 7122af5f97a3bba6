#include "runtime/kernel/closures.h"

#include "runtime/guest/type_id.h"

#include <gtest/gtest.h>

namespace wasixc {
namespace {

constexpr std::string_view kBacking = "(i32 i32 i32)->()";

struct ClosuresTest : testing::Test {
  guest::Store store{std::move(*guest::GuestStack::create()), guest::Store::Linking::ManyInstances};
  std::shared_ptr<guest::Table> table =
      *guest::Table::create({.minimum = 1, .maximum = 10, .is64 = 0, .isShared = 0, .padding = {}}, {});
  const abi::FunctionDescriptor backing{.typeId = guest::typeId(kBacking), .code = 0};
  Closures closures;

  void SetUp() override { table->fill(0, reinterpret_cast<uint64_t>(&backing), 1); }

  Errno prepare(const guest::Signature &signature = {}) {
    return closures.prepare(store, *table, *closures.allocate(*table), signature, 0, 0).error();
  }
};

TEST_F(ClosuresTest, KnowsBackingFunctionsByTheirType) {
  EXPECT_EQ(prepare(), Errno::SUCCESS);
  EXPECT_TRUE(store.admitType(guest::typeId(kBacking), kBacking));
}

TEST_F(ClosuresTest, KnowsTheIdentifiersOfItsOwnTypes) {
  for (const abi::KnownType &type : {abi::kCoroutineEntryType, abi::kClosureBackingType})
    EXPECT_EQ(guest::typeId(type.canonical), type.id);
  EXPECT_FALSE(store.admitType(abi::kClosureBackingType.id, "(externref)->()"));
}

// Two types with one identifier take many attempts, but can be found.
TEST_F(ClosuresTest, RefusesTypesThatPassForThatOfTheClosure) {
  ASSERT_TRUE(store.admitType(guest::typeId("(i64)->()"), "(externref)->()"));
  const abi::ValueKind parameter = abi::ValueKind::I64;
  EXPECT_EQ(prepare({{&parameter, 1}, {}}), Errno::NOTSUP);
}

// More than one page of them.
TEST_F(ClosuresTest, DescriptorsStayWhatTheyAre) {
  ClosureDescriptors descriptors;
  std::vector<const guest::ClosureDescriptor *> found;
  const abi::ValueKind kinds[] = {abi::ValueKind::I32, abi::ValueKind::F64};
  for (uint32_t element = 0; element < 300; ++element)
    found.push_back(descriptors.find(element, {{kinds, element % 3}, {}}, 1000 + element));
  for (uint32_t element = 0; element < 300; ++element) {
    EXPECT_EQ(descriptors.find(element, {{kinds, element % 3}, {}}, 1000 + element), found[element]);
    EXPECT_EQ(found[element]->element, element);
    EXPECT_EQ(found[element]->trampoline.function.typeId, 1000 + element);
    EXPECT_EQ(found[element]->signature.parameters.size(), element % 3);
    EXPECT_TRUE(guest::isClosure(found[element]->trampoline.function));
  }
  EXPECT_DEATH(const_cast<guest::ClosureDescriptor *>(found[7])->element = 1, "");
}

} // namespace
} // namespace wasixc
