#include "runtime/guest/calling_convention.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <vector>

namespace wasixc::guest {

namespace {

using enum abi::ValueKind;
using Kinds = std::vector<abi::ValueKind>;

TEST(CallingConvention, CountsStackArguments) {
  EXPECT_EQ(stackArgumentBytes(Kinds(6, I64)), 0u);
  EXPECT_EQ(stackArgumentBytes(Kinds(7, I32)), 16u);
  EXPECT_EQ(stackArgumentBytes(Kinds(9, F64)), 16u);
  Kinds mixed(9, F64); // 8 in registers, 8 bytes, padding, 16 bytes
  mixed.push_back(V128);
  EXPECT_EQ(stackArgumentBytes(mixed), 32u);
}

TEST(CallingConvention, CountsScratchSlots) {
  const Kinds few(2, I32), many(3, I32), seven(7, I32);
  EXPECT_EQ(scratchSlots({few, few}), 0u);
  EXPECT_EQ(scratchSlots({few, many}), 3u);
  EXPECT_EQ(scratchSlots({seven, few}), 1u);
}

// Packed values, the places of a call, packed values again: the same as far as the shorter list reaches.
struct RoundTrip {
  explicit RoundTrip(size_t bytes) : given(bytes), taken(bytes, 0xaa) {
    std::iota(given.begin(), given.end(), uint8_t{1});
    scratch.fill(0xcc);
  }
  std::vector<uint8_t> given, taken;
  alignas(16) std::array<uint8_t, 1024> scratch;
  arch::TrampolineFrame frame{};
};

TEST(CallingConvention, PassesAndTakesArguments) {
  Kinds kinds;
  for (int i = 0; i < 12; ++i)
    kinds.insert(kinds.end(), {I32, F32, I64, F64, V128});
  RoundTrip trip(packedBytes(kinds));
  passArguments({kinds, {}}, trip.given, trip.frame, trip.scratch.data());
  takeArguments({kinds, {}}, trip.taken, trip.frame, trip.scratch.data());
  EXPECT_EQ(trip.taken, trip.given);
  EXPECT_EQ(trip.frame.integers[0], 0x04030201u); // i32 is extended
}

TEST(CallingConvention, PassesAndTakesResults) {
  for (const Kinds &kinds :
       {Kinds{I32, I64}, Kinds{F64, V128}, Kinds{I32, F32}, Kinds{I64, V128, F32, I32}}) {
    RoundTrip trip(packedBytes(kinds));
    passResults({{}, kinds}, trip.given, trip.frame, trip.scratch.data());
    takeResults({{}, kinds}, trip.taken, trip.frame, trip.scratch.data());
    EXPECT_EQ(trip.taken, trip.given);
  }
}

TEST(CallingConvention, ValuesThatAreMissingAreZero) {
  const Kinds kinds{I32, I64, I32};
  RoundTrip trip(packedBytes(kinds));
  trip.frame.integers[1] = trip.frame.integers[2] = 99;
  passArguments({kinds, {}}, std::span(trip.given).first(11), trip.frame, trip.scratch.data());
  EXPECT_EQ(trip.frame.integers[0], 0x04030201u);
  EXPECT_EQ(trip.frame.integers[1], 0u);
  EXPECT_EQ(trip.frame.integers[2], 0u); // although its four bytes would be there
}

TEST(CallingConvention, ValuesWithoutRoomAreLost) {
  const Kinds kinds{I32, I64, I32};
  RoundTrip trip(packedBytes(kinds));
  trip.frame.integers[0] = trip.frame.integers[1] = 0;
  takeArguments({kinds, {}}, std::span(trip.taken).first(11), trip.frame, trip.scratch.data());
  EXPECT_EQ(trip.taken[3], 0);
  EXPECT_EQ(trip.taken[4], 0xaa);
}

} // namespace

} // namespace wasixc::guest
