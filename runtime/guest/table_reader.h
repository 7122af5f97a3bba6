// Reads the numbers of unwind tables (the DWARF and LSB encodings), never outside of its bytes: images come
// from files. Past the end everything reads as zero and failed() says so.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>

namespace wasixc::guest {

// Encodings of pointers: a format in the low four bits, what it is relative to in the next three.
enum PointerEncoding : uint8_t {
  kPointerAbsolute = 0x00,
  kPointerUleb = 0x01,
  kPointerUdata4 = 0x03,
  kPointerUdata8 = 0x04,
  kPointerSleb = 0x09,
  kPointerSdata4 = 0x0b,
  kPointerSdata8 = 0x0c,
  kPointerFormat = 0x0f,
  kPointerRelative = 0x10, // to where it lies
  kPointerBase = 0x70,
  kPointerIndirect = 0x80,
  kPointerOmitted = 0xff
};

class TableReader {
public:
  explicit TableReader(std::span<const uint8_t> bytes) : at(bytes.data()), end(bytes.data() + bytes.size()) {}

  bool failed() const { return isBad; }
  bool atEnd() const { return at == end; }
  const uint8_t *position() const { return at; }
  uint64_t left() const { return static_cast<uint64_t>(end - at); }

  uint64_t skip(uint64_t bytes) {
    if (bytes > left())
      return fail();
    at += bytes;
    return 0;
  }
  std::span<const uint8_t> take(uint64_t bytes) {
    const uint8_t *begin = at;
    skip(bytes);
    return {begin, isBad ? 0 : bytes};
  }

  template <typename T>
  T fixed() {
    T value = 0;
    if (sizeof(T) > left())
      return static_cast<T>(fail());
    memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
  }

  uint64_t uleb() {
    bool isNegative;
    return leb(isNegative);
  }
  int64_t sleb() {
    bool isNegative;
    unsigned bits = 0;
    const uint64_t value = leb(isNegative, &bits);
    return static_cast<int64_t>(isNegative && bits < 64 ? value | ~uint64_t{0} << bits : value);
  }

  // An encoded pointer as it stands there, without indirection; 0 stays 0.
  uint64_t pointer(uint8_t encoding) {
    const auto place = reinterpret_cast<uint64_t>(at);
    const uint64_t value = number(encoding & kPointerFormat);
    switch (encoding & kPointerBase) {
    case 0:
      return value;
    case kPointerRelative:
      return value == 0 ? 0 : place + value;
    default:
      return fail();
    }
  }

private:
  uint64_t fail() {
    isBad = true;
    at = end;
    return 0;
  }

  uint64_t number(uint8_t format) {
    switch (format) {
    case kPointerAbsolute:
    case kPointerUdata8:
    case kPointerSdata8:
      return fixed<uint64_t>();
    case kPointerUleb:
      return uleb();
    case kPointerSleb:
      return static_cast<uint64_t>(sleb());
    case kPointerUdata4:
      return fixed<uint32_t>();
    case kPointerSdata4:
      return static_cast<uint64_t>(int64_t{fixed<int32_t>()});
    default:
      return fail();
    }
  }

  uint64_t leb(bool &isNegative, unsigned *bits = nullptr) {
    uint64_t value = 0;
    unsigned shift = 0;
    uint8_t byte;
    do {
      byte = fixed<uint8_t>();
      if (shift < 64)
        value |= uint64_t{byte & 0x7fu} << shift;
      shift += 7;
    } while ((byte & 0x80) != 0 && !isBad);
    isNegative = (byte & 0x40) != 0;
    if (bits)
      *bits = shift;
    return value;
  }

  const uint8_t *at;
  const uint8_t *end;
  bool isBad = false;
};

} // namespace wasixc::guest
