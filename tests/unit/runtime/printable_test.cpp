#include "abi/printable.h"

#include <gtest/gtest.h>

namespace wasixc::abi {
namespace {

TEST(Printable, LeavesTextAlone) {
  for (const char *text :
       {"", "a path/with spaces", "\\x1b is no escape", "Gr\u00fc\u00dfe \u65e5\u672c \U0001f600", "\u00a0"})
    EXPECT_EQ(printable(text), text);
}

TEST(Printable, EscapesControls) {
  EXPECT_EQ(printable("a\x1b[31m\n\tb\x7f"), "a\\x1b[31m\\x0a\\x09b\\x7f");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable("\u0080\u009b31m"), "\\u{80}\\u{9b}31m");
}

TEST(Printable, EscapesWhatChangesHowOthersAreShown) {
  EXPECT_EQ(printable("\u202egpj.exe\u2069"), "\\u{202e}gpj.exe\\u{2069}");
  EXPECT_EQ(printable("a\u200bb\u2028c\ufeff\U000e0041"), "a\\u{200b}b\\u{2028}c\\u{feff}\\u{e0041}");
}

// RFC 3629: bytes that begin nothing, cut off, overlong, surrogates, beyond the last character.
TEST(Printable, EscapesBytesThatAreNoCharacters) {
  EXPECT_EQ(printable("\x9b"), "\\x9b");
  EXPECT_EQ(printable("\xc3"), "\\xc3");
  EXPECT_EQ(printable("\xe2\x82-"), "\\xe2\\x82-");
  EXPECT_EQ(printable("\xc1\x9b"), "\\xc1\\x9b");
  EXPECT_EQ(printable("\xe0\x82\x9b"), "\\xe0\\x82\\x9b");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(printable("\xff"), "\\xff");
}

// Nothing that a terminal takes for more than text is left in any two bytes between letters, nor changed
// twice.
TEST(Printable, HoldsForAllPairsOfBytes) {
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second) {
      const std::string text = {'a', static_cast<char>(first), static_cast<char>(second), 'z'};
      const std::string shown = printable(text);
      EXPECT_EQ(printable(shown), shown);
      EXPECT_TRUE(shown.starts_with("a") && shown.ends_with("z"));
      for (const char character : shown)
        EXPECT_FALSE(static_cast<uint8_t>(character) < 0x20 || character == 0x7f);
      EXPECT_EQ(shown.find("\xc2\x9b"), std::string::npos);
    }
}

TEST(Printable, KeepsLineFeedsBetweenLines) {
  EXPECT_EQ(printableLines("a\x1b\n\nb\r\n"), "a\\x1b\n\nb\\x0d\n");
}

} // namespace
} // namespace wasixc::abi
