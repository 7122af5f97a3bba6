// LEB128 integers as WebAssembly restricts them (binary format, section 5.2.2): at most ceil(bits / 7)
// bytes, and the unused bits of the last byte must be zero or, for signed numbers, copies of the sign.
// Every input is checked: a cursor never passes `end`, and the error says which rule was broken in the
// words of the test suite.
#pragma once

#include <cstdint>

namespace wasixc::wasm {

enum class LebError : uint8_t { None, UnexpectedEnd, TooLong, TooLarge };

constexpr const char *lebErrorText(LebError error) {
  switch (error) {
  case LebError::None:
    return "";
  case LebError::UnexpectedEnd:
    return "unexpected end of section or function";
  case LebError::TooLong:
    return "integer representation too long";
  case LebError::TooLarge:
    return "integer too large";
  }
  return "";
}

// Reads an unsigned number of `Bits` bits. On success the cursor stands behind it; on error it is
// unspecified.
template <unsigned Bits>
LebError readUnsignedLeb(const uint8_t *&cursor, const uint8_t *end, uint64_t &value) {
  static_assert(Bits >= 1 && Bits <= 64);
  value = 0;
  for (unsigned shift = 0; shift < Bits; shift += 7) {
    if (cursor == end)
      return LebError::UnexpectedEnd;
    uint8_t byte = *cursor++;
    unsigned remaining = Bits - shift;
    if (remaining < 7 && (byte & 0x7F) >> remaining)
      return LebError::TooLarge;
    value |= uint64_t(byte & 0x7F) << shift;
    if (!(byte & 0x80))
      return LebError::None;
  }
  return LebError::TooLong;
}

// Reads a signed number of `Bits` bits, sign-extended to 64.
template <unsigned Bits>
LebError readSignedLeb(const uint8_t *&cursor, const uint8_t *end, int64_t &value) {
  static_assert(Bits >= 1 && Bits <= 64);
  uint64_t bits = 0;
  for (unsigned shift = 0; shift < Bits; shift += 7) {
    if (cursor == end)
      return LebError::UnexpectedEnd;
    uint8_t byte = *cursor++;
    unsigned remaining = Bits - shift;
    if (remaining < 7) {
      // The sign bit and everything above it must agree.
      unsigned signBits = 0x7F & (0x7Fu << (remaining - 1));
      if ((byte & signBits) != 0 && (byte & signBits) != signBits)
        return LebError::TooLarge;
    }
    bits |= uint64_t(byte & 0x7F) << shift;
    if (!(byte & 0x80)) {
      unsigned width = shift + 7;
      if (width < 64 && (byte & 0x40))
        bits |= ~uint64_t(0) << width;
      value = static_cast<int64_t>(bits);
      return LebError::None;
    }
  }
  return LebError::TooLong;
}

} // namespace wasixc::wasm
