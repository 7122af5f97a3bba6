#include "compiler/wasm/type_identifiers.h"

#include "abi/type_id.h"

#include <gtest/gtest.h>

namespace wasixc::wasm {
namespace {

abi::TypeDigest digestOf(std::initializer_list<uint64_t> words) {
  abi::TypeDigest digest{};
  size_t next = 0;
  for (const uint64_t word : words)
    for (int shift = 0; shift < 64; shift += 8)
      digest[next++] = static_cast<uint8_t>(word >> shift);
  return digest;
}

TEST(TypeIdentifiers, AreTheBeginOfADigest) {
  EXPECT_EQ(abi::typeIdOf(digestOf({0x1122334455667788, 9})), 0x1122334455667788u);
  for (const abi::KnownType &type : {abi::kCoroutineEntryType, abi::kClosureBackingType})
    EXPECT_EQ(typeIdentifier(type.canonical), type.id) << type.canonical;
}

TEST(TypeIdentifiers, AreNoMarksOfHashTables) {
  for (const uint64_t mark : {uint64_t{0}, ~uint64_t{0}, ~uint64_t{1}}) {
    EXPECT_EQ(abi::typeIdOf(digestOf({mark, 7})), 7u);
    EXPECT_EQ(abi::typeIdOf(digestOf({mark, 0, ~0ull, 8})), 8u);
    EXPECT_EQ(abi::typeIdOf(digestOf({mark, mark, mark, mark})), 1u);
  }
}

TEST(TypeIdentifiers, BelongToOneTypeEach) {
  TypeIdentifiers identifiers;
  const uint64_t first = *identifiers.add("(i64)->()");
  EXPECT_EQ(identifiers.add("(i64)->()"), first);
  EXPECT_EQ(identifiers.add("(externref)->()", first), std::nullopt);
  EXPECT_EQ(identifiers.add("(i64)->()"), first);
  EXPECT_NE(identifiers.add("(externref)->()"), std::nullopt);
}

TEST(TypeIdentifiers, KeepThoseThatTheRuntimeKnows) {
  TypeIdentifiers identifiers;
  for (const abi::KnownType &type : {abi::kCoroutineEntryType, abi::kClosureBackingType}) {
    EXPECT_EQ(identifiers.add("(externref)->()", type.id), std::nullopt) << type.canonical;
    EXPECT_EQ(identifiers.add(type.canonical), type.id);
  }
}

} // namespace
} // namespace wasixc::wasm
