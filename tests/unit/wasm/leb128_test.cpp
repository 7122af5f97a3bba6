#include "compiler/wasm/leb128.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace {

using namespace wasixc::wasm;

template <unsigned Bits>
LebError readUnsigned(const std::vector<uint8_t> &bytes, uint64_t &value) {
  const uint8_t *cursor = bytes.data();
  return readUnsignedLeb<Bits>(cursor, bytes.data() + bytes.size(), value);
}

template <unsigned Bits>
LebError readSigned(const std::vector<uint8_t> &bytes, int64_t &value) {
  const uint8_t *cursor = bytes.data();
  return readSignedLeb<Bits>(cursor, bytes.data() + bytes.size(), value);
}

// Plain encoders with no regard to width, to check the decoders against.
std::vector<uint8_t> encodeUnsigned(uint64_t value) {
  std::vector<uint8_t> bytes;
  for (; value >= 0x80; value >>= 7)
    bytes.push_back(value | 0x80);
  bytes.push_back(value);
  return bytes;
}

std::vector<uint8_t> encodeSigned(int64_t value) {
  std::vector<uint8_t> bytes;
  for (; value < -64 || value > 63; value >>= 7)
    bytes.push_back((value & 0x7F) | 0x80);
  bytes.push_back(value & 0x7F);
  return bytes;
}

TEST(Leb128, RoundTripsUnsignedNumbers) {
  for (unsigned bit = 0; bit < 64; ++bit)
    for (uint64_t number : {uint64_t(1) << bit, (uint64_t(1) << bit) - 1, ~uint64_t(0) >> bit}) {
      uint64_t value = 0;
      EXPECT_EQ(readUnsigned<64>(encodeUnsigned(number), value), LebError::None);
      EXPECT_EQ(value, number);
      LebError narrow = readUnsigned<32>(encodeUnsigned(number), value);
      EXPECT_EQ(narrow == LebError::None, number <= UINT32_MAX) << number;
    }
}

TEST(Leb128, RoundTripsSignedNumbers) {
  for (unsigned bit = 0; bit < 63; ++bit)
    for (int64_t magnitude : {int64_t(1) << bit, (int64_t(1) << bit) - 1})
      for (int64_t number : {magnitude, -magnitude, ~magnitude}) {
        int64_t value = 0;
        EXPECT_EQ(readSigned<64>(encodeSigned(number), value), LebError::None);
        EXPECT_EQ(value, number);
        LebError narrow = readSigned<32>(encodeSigned(number), value);
        bool fits =
            number >= std::numeric_limits<int32_t>::min() && number <= std::numeric_limits<int32_t>::max();
        EXPECT_EQ(narrow == LebError::None, fits) << number;
      }
  int64_t value = 0;
  EXPECT_EQ(readSigned<64>(encodeSigned(INT64_MIN), value), LebError::None);
  EXPECT_EQ(value, INT64_MIN);
}

TEST(Leb128, AllowsPaddingUpToTheWidth) {
  uint64_t value = 1;
  EXPECT_EQ(readUnsigned<32>({0x83, 0x80, 0x80, 0x80, 0x00}, value), LebError::None);
  EXPECT_EQ(value, 3u);
  int64_t number = 0;
  EXPECT_EQ(readSigned<32>({0xFF, 0xFF, 0xFF, 0xFF, 0x7F}, number), LebError::None);
  EXPECT_EQ(number, -1);
}

TEST(Leb128, RefusesLongRepresentations) {
  uint64_t value;
  int64_t number;
  EXPECT_EQ(readUnsigned<32>({0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, value), LebError::TooLong);
  EXPECT_EQ(readUnsigned<1>({0x81, 0x00}, value), LebError::TooLong);
  EXPECT_EQ(readSigned<32>({0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, number), LebError::TooLong);
  EXPECT_EQ(readSigned<64>(std::vector<uint8_t>(11, 0x80), number), LebError::TooLong);
}

TEST(Leb128, RefusesBitsBeyondTheWidth) {
  uint64_t value;
  int64_t number;
  EXPECT_EQ(readUnsigned<32>({0x80, 0x80, 0x80, 0x80, 0x10}, value), LebError::TooLarge);
  EXPECT_EQ(readUnsigned<1>({0x02}, value), LebError::TooLarge);
  EXPECT_EQ(readSigned<32>({0x80, 0x80, 0x80, 0x80, 0x70}, number), LebError::TooLarge);
  EXPECT_EQ(readSigned<32>({0xFF, 0xFF, 0xFF, 0xFF, 0x0F}, number), LebError::TooLarge);
  EXPECT_EQ(readSigned<33>({0x80, 0x80, 0x80, 0x80, 0x20}, number), LebError::TooLarge);
}

TEST(Leb128, NeverReadsBeyondTheEnd) {
  uint64_t value;
  int64_t number;
  EXPECT_EQ(readUnsigned<32>({}, value), LebError::UnexpectedEnd);
  for (size_t size = 0; size < 9; ++size) {
    EXPECT_EQ(readUnsigned<64>(std::vector<uint8_t>(size, 0x80), value), LebError::UnexpectedEnd);
    EXPECT_EQ(readSigned<64>(std::vector<uint8_t>(size, 0x80), number), LebError::UnexpectedEnd);
  }
}

} // namespace
