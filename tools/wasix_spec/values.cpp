// See values.h.
#include "tools/wasix_spec/values.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace wasixc::spec {

namespace {

using guest::Value;
using llvm::StringRef;

unsigned laneBits(StringRef type) {
  return llvm::StringSwitch<unsigned>(type)
      .Case("i8", 8)
      .Case("i16", 16)
      .Cases({"i32", "f32"}, 32)
      .Cases({"i64", "f64"}, 64)
      .Default(0);
}

bool isReference(StringRef type) { return type.ends_with("ref") || type == "refnull"; }

uint64_t mask(unsigned bits) { return bits == 64 ? ~0ull : (1ull << bits) - 1; }

// Lanes may be written as negative numbers.
std::optional<uint64_t> parseBits(StringRef text, unsigned bits) {
  const bool isNegative = text.consume_front("-");
  uint64_t number;
  if (text.getAsInteger(10, number))
    return std::nullopt;
  return (isNegative ? 0 - number : number) & mask(bits);
}

// Canonical NaNs have only the top bit of the fraction; arithmetic ones have it at least. Signs are free.
bool matchesNumber(StringRef expected, StringRef type, uint64_t actual) {
  const unsigned bits = laneBits(type);
  const unsigned fraction = bits == 32 ? 23 : 52;
  const uint64_t exponent = mask(bits - 1) & ~mask(fraction);
  const uint64_t quiet = exponent | 1ull << (fraction - 1);
  actual &= mask(bits);
  if (expected == "nan:canonical")
    return (actual & mask(bits - 1)) == quiet;
  if (expected == "nan:arithmetic")
    return (actual & quiet) == quiet;
  return parseBits(expected, bits) == actual;
}

uint64_t lane(Value value, unsigned index, unsigned bits) {
  const unsigned position = index * bits;
  return (position < 64 ? value.low : value.high) >> (position % 64) & mask(bits);
}

bool matchesVector(const llvm::json::Object &expected, Value actual) {
  const llvm::json::Array *lanes = expected.getArray("value");
  const StringRef type = expected.getString("lane_type").value_or("");
  const unsigned bits = laneBits(type);
  if (!lanes || bits == 0 || lanes->size() * bits != 128)
    return false;
  for (unsigned i = 0; i < lanes->size(); ++i)
    if (!matchesNumber((*lanes)[i].getAsString().value_or(""), type, lane(actual, i, bits)))
      return false;
  return true;
}

// No value means any reference that is not null, or for the null types, null.
bool matchesReference(StringRef type, std::optional<StringRef> expected, Value actual) {
  const bool isNullType = type == "refnull" || type.starts_with("null");
  if (isNullType || expected == "null")
    return actual.low == 0;
  if (!expected || type == "funcref")
    return actual.low != 0;
  const auto number = parseBits(*expected, 64);
  return number && actual.low == *number + 1;
}

std::optional<Value> parseVector(const llvm::json::Object &value) {
  const llvm::json::Array *lanes = value.getArray("value");
  const unsigned bits = laneBits(value.getString("lane_type").value_or(""));
  if (!lanes || bits == 0 || lanes->size() * bits != 128)
    return std::nullopt;
  Value result;
  for (unsigned i = 0; i < lanes->size(); ++i) {
    const auto number = parseBits((*lanes)[i].getAsString().value_or(""), bits);
    if (!number)
      return std::nullopt;
    const unsigned position = i * bits;
    (position < 64 ? result.low : result.high) |= *number << (position % 64);
  }
  return result;
}

} // namespace

std::optional<Value> parseValue(const llvm::json::Object &value) {
  const StringRef type = value.getString("type").value_or("");
  if (type == "v128")
    return parseVector(value);
  const std::optional<StringRef> text = value.getString("value");
  if (isReference(type)) {
    if (!text || *text == "null")
      return Value{};
    if (type != "externref")
      return std::nullopt;
    const auto number = parseBits(*text, 64);
    return number ? std::optional(Value{*number + 1, 0}) : std::nullopt;
  }
  const auto number = text ? parseBits(*text, laneBits(type)) : std::nullopt;
  return number ? std::optional(Value{*number, 0}) : std::nullopt;
}

bool matches(const llvm::json::Object &expected, Value actual) {
  const StringRef type = expected.getString("type").value_or("");
  if (type == "v128")
    return matchesVector(expected, actual);
  const std::optional<StringRef> text = expected.getString("value");
  if (isReference(type))
    return matchesReference(type, text, actual);
  return text ? matchesNumber(*text, type, actual.low) : true;
}

std::string describe(Value value) {
  return (value.high ? "0x" + llvm::utohexstr(value.high, true) + ":" : std::string()) + "0x" +
         llvm::utohexstr(value.low, true);
}

} // namespace wasixc::spec
