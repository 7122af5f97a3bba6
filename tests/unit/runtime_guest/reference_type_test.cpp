// Which references may stand in for which: what import matching asks.
#include "runtime/guest/reference_type.h"

#include <gtest/gtest.h>

namespace wasixc::guest {

namespace {

using Kind = abi::HeapKind;

constexpr ReferenceType kFunction{.heap = Kind::Func, .isNullable = false, .concrete = "()->()"};
constexpr ReferenceType kOtherFunction{.heap = Kind::Func, .isNullable = false, .concrete = "(i32)->()"};
constexpr ReferenceType kAnyFunction{.heap = Kind::Func, .isNullable = false};
constexpr ReferenceType kNoFunction{.heap = Kind::NoFunc, .isNullable = false};

constexpr ReferenceType nullable(ReferenceType type) {
  type.isNullable = true;
  return type;
}

TEST(ReferenceTypeTest, NullableIsWider) {
  EXPECT_TRUE(isSubtype(kFunction, nullable(kFunction)));
  EXPECT_FALSE(isSubtype(nullable(kFunction), kFunction));
}

TEST(ReferenceTypeTest, ConcreteLiesBetweenItsTopAndBottom) {
  EXPECT_TRUE(isSubtype(kFunction, kFunction));
  EXPECT_TRUE(isSubtype(kFunction, kAnyFunction));
  EXPECT_TRUE(isSubtype(kNoFunction, kFunction));
  EXPECT_FALSE(isSubtype(kAnyFunction, kFunction));
  EXPECT_FALSE(isSubtype(kOtherFunction, kFunction));
}

TEST(ReferenceTypeTest, HierarchiesDoNotMix) {
  constexpr Kind kTops[] = {Kind::Func, Kind::Extern, Kind::Exn, Kind::Any};
  constexpr Kind kBottoms[] = {Kind::NoFunc, Kind::NoExtern, Kind::NoExn, Kind::None};
  for (size_t i = 0; i < 4; ++i)
    for (size_t j = 0; j < 4; ++j) {
      EXPECT_EQ(isSubtype({.heap = kBottoms[i]}, {.heap = kTops[j]}), i == j);
      EXPECT_EQ(isSubtype({.heap = kTops[i]}, {.heap = kTops[j]}), i == j);
      EXPECT_FALSE(isSubtype({.heap = kTops[i]}, {.heap = kBottoms[j]}));
    }
}

TEST(ReferenceTypeTest, AnyIsAboveEqIsAboveAggregates) {
  for (const Kind kind : {Kind::I31, Kind::Struct, Kind::Array}) {
    EXPECT_TRUE(isSubtype({.heap = kind}, {.heap = Kind::Eq}));
    EXPECT_TRUE(isSubtype({.heap = kind}, {.heap = Kind::Any}));
    EXPECT_FALSE(isSubtype({.heap = Kind::Eq}, {.heap = kind}));
  }
  EXPECT_FALSE(isSubtype({.heap = Kind::Struct}, {.heap = Kind::Array}));
  EXPECT_FALSE(isSubtype({.heap = Kind::Any}, {.heap = Kind::Eq}));
}

TEST(ReferenceTypeTest, KindsHaveATop) {
  EXPECT_EQ(ReferenceType::any(abi::ValueKind::FuncRef).heap, Kind::Func);
  EXPECT_EQ(ReferenceType::any(abi::ValueKind::ExternRef).heap, Kind::Extern);
  EXPECT_EQ(ReferenceType::any(abi::ValueKind::ExnRef).heap, Kind::Exn);
}

} // namespace

} // namespace wasixc::guest
