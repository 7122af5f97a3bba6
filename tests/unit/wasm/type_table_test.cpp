#include "tests/unit/wasm/module_builder.h"

#include <gtest/gtest.h>

namespace {

using namespace wasixc::wasm;
using namespace wasixc::wasm::test;

TypeTable types(const std::vector<Bytes> &entries) {
  Bytes bytes = test::module({section(1, vector(entries))});
  Module module = llvm::cantFail(readModule(bytes, FeatureSet::standard()));
  return module.types;
}

ValueType reference(uint32_t index) { return ValueType::reference(HeapType::concrete(index), true); }

TEST(TypeTable, EqualStructuresAreOneType) {
  TypeTable table = types({{0x60, 1, 0x7F, 0}, {0x60, 0, 0}, {0x60, 1, 0x7F, 0}});
  EXPECT_TRUE(table.isSame(0, 2));
  EXPECT_FALSE(table.isSame(0, 1));
  EXPECT_EQ(table.canonical(2), 0u);
}

TEST(TypeTable, RecursiveGroupsAreComparedAsAWhole) {
  Bytes pair = {0x4E, 2, 0x5F, 1, 0x63, 1, 0, 0x5F, 1, 0x63, 0, 0};
  Bytes shiftedPair = {0x4E, 2, 0x5F, 1, 0x63, 3, 0, 0x5F, 1, 0x63, 2, 0};
  TypeTable table = types({pair, shiftedPair, {0x5F, 1, 0x63, 4, 0}});
  EXPECT_TRUE(table.isSame(0, 2));
  EXPECT_TRUE(table.isSame(1, 3));
  EXPECT_FALSE(table.isSame(0, 1)) << "positions in a group differ";
  EXPECT_FALSE(table.isSame(0, 4)) << "a group of its own is another type";
}

TEST(TypeTable, SignaturesAgreeAcrossModules) {
  TypeTable first = types({{0x60, 0, 0}, {0x60, 1, 0x7F, 1, 0x7C}, {0x60, 1, 0x63, 1, 0}});
  TypeTable second = types({{0x60, 1, 0x7F, 1, 0x7C}, {0x60, 1, 0x63, 0, 0}, {0x60, 1, 0x64, 0, 0}});
  EXPECT_EQ(first.signature(1), "(i32)->(f64)");
  EXPECT_EQ(first.signature(1), second.signature(0));
  EXPECT_EQ(first.signature(2), second.signature(1));
  EXPECT_NE(second.signature(1), second.signature(2)) << "nullability is part of the type";
}

TEST(TypeTable, FinalityAndSupertypesArePartOfTheIdentity) {
  TypeTable table =
      types({{0x60, 0, 0}, {0x50, 0, 0x60, 0, 0}, {0x50, 1, 1, 0x60, 0, 0}, {0x4F, 0, 0x60, 0, 0}});
  EXPECT_FALSE(table.isSame(0, 1));
  EXPECT_FALSE(table.isSame(1, 2));
  EXPECT_TRUE(table.isSame(0, 3)) << "the short form means final";
  EXPECT_NE(table.signature(0), table.signature(1));
  EXPECT_NE(table.signature(1), table.signature(2));
  EXPECT_EQ(table.signature(0), table.signature(3));
}

TEST(TypeTable, Subtyping) {
  TypeTable table =
      types({{0x60, 0, 0}, {0x50, 0, 0x5F, 0}, {0x50, 1, 1, 0x5F, 1, 0x7F, 0}, {0x5E, 0x7F, 1}});
  auto nullable = [](HeapKind kind) { return ValueType::reference(kind, true); };
  EXPECT_TRUE(table.isSubtype(reference(2), reference(1)));
  EXPECT_FALSE(table.isSubtype(reference(1), reference(2)));
  EXPECT_TRUE(table.isSubtype(reference(2).asNonNull(), reference(1)));
  EXPECT_FALSE(table.isSubtype(reference(2), reference(1).asNonNull()));
  EXPECT_TRUE(table.isSubtype(reference(2), nullable(HeapKind::Eq)));
  EXPECT_TRUE(table.isSubtype(reference(3), nullable(HeapKind::Array)));
  EXPECT_FALSE(table.isSubtype(reference(3), nullable(HeapKind::Struct)));
  EXPECT_TRUE(table.isSubtype(reference(0), kFuncRef));
  EXPECT_FALSE(table.isSubtype(reference(0), nullable(HeapKind::Any)));
  EXPECT_TRUE(table.isSubtype(nullable(HeapKind::None), reference(1)));
  EXPECT_FALSE(table.isSubtype(nullable(HeapKind::NoFunc), reference(1)));
  EXPECT_TRUE(table.isSubtype(nullable(HeapKind::NoFunc), reference(0)));
  EXPECT_EQ(table.top(HeapType::concrete(3)), HeapKind::Any);
  EXPECT_EQ(table.top(HeapKind::NoExtern), HeapKind::Extern);
}

TEST(TypeTable, PrintsTypesAsTheTextFormat) {
  EXPECT_EQ(toString(kFuncRef), "funcref");
  EXPECT_EQ(toString(kExnRef.asNonNull()), "(ref exn)");
  EXPECT_EQ(toString(reference(3)), "(ref null 3)");
  EXPECT_EQ(toString({kI32, kV128}), "[i32 v128]");
}

} // namespace
