// Text for people's eyes: what a module, a guest or a file name holds, without what a terminal would obey.
//
// Compiler and runtime put names from their input into messages: function names, imports, paths, arguments.
// Their bytes are arbitrary. An escape sequence among them would move the cursor, change colours or answer as
// if it were typed; a line feed would fake a message; a bidirectional control would show one name and mean
// another. All of these, and bytes that are no UTF-8, appear as "\x1b" or "\u{202e}" (Unicode 15, 23.1 and
// 23.2; UAX #9). Everything else stays as it is, so a text that went through here once does not change again.
// Header only, so that neither side depends on the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wasixc::abi {

namespace detail {

struct Utf8Character {
  uint32_t code;
  size_t length; // 0: the first byte belongs to none
};

// The first character of a text that is not empty. Overlong forms, surrogates and what is beyond Unicode are
// no characters (RFC 3629).
inline Utf8Character firstCharacter(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  if (first < 0x80)
    return {first, 1};
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length)
    return {first, 0};
  uint32_t code = first & (0x7f >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80)
      return {first, 0};
    code = code << 6 | (byte(i) & 0x3f);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool isSurrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < kSmallest[length] || code > 0x10ffff || isSurrogate)
    return {first, 0};
  return {code, length};
}

// Controls (C0, DEL, C1), and characters without a shape of their own that change how others are shown.
inline bool isShown(uint32_t code) {
  struct Range {
    uint32_t first, last;
  };
  constexpr Range kHidden[] = {
      {0, 0x1f},        {0x7f, 0x9f},     {0x61c, 0x61c},   {0x200b, 0x200f},   {0x2028, 0x202e},
      {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff},
  };
  for (const Range &range : kHidden)
    if (code >= range.first && code <= range.last)
      return false;
  return true;
}

inline std::string hexadecimal(uint32_t value, size_t digits) {
  std::string text;
  for (; value != 0 || text.size() < digits; value >>= 4)
    text.insert(text.begin(), "0123456789abcdef"[value & 15]);
  return text;
}

} // namespace detail

inline void appendPrintable(std::string &result, std::string_view text) {
  while (!text.empty()) {
    const detail::Utf8Character character = detail::firstCharacter(text);
    const size_t length = character.length == 0 ? 1 : character.length;
    if (character.length != 0 && detail::isShown(character.code))
      result += text.substr(0, length);
    else if (length == 1)
      result += "\\x" + detail::hexadecimal(character.code, 2);
    else
      result += "\\u{" + detail::hexadecimal(character.code, 1) + "}";
    text.remove_prefix(length);
  }
}

inline std::string printable(std::string_view text) {
  std::string result;
  appendPrintable(result, text);
  return result;
}

// The same line by line.
inline std::string printableLines(std::string_view text) {
  std::string result;
  for (;;) {
    const size_t end = text.find('\n');
    appendPrintable(result, text.substr(0, end));
    if (end == std::string_view::npos)
      return result;
    result += '\n';
    text.remove_prefix(end + 1);
  }
}

} // namespace wasixc::abi
