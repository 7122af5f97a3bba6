// SHA-256 against the examples of FIPS 180-4 ("abc", the empty text, a message of more than one block).
#include "runtime/base/sha256.h"

#include <gtest/gtest.h>
#include <string>

namespace wasixc {
namespace {

std::string hex(const Sha256Digest &digest) {
  std::string text;
  for (const uint8_t byte : digest)
    for (const int digit : {byte >> 4, byte & 15})
      text += "0123456789abcdef"[digit];
  return text;
}

TEST(Sha256, KnowsTheExamplesOfTheStandard) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, TakesItsInputInAnyPieces) {
  const std::string text(1000, 'a');
  Sha256 hash;
  for (size_t begin = 0, size = 1; begin < text.size(); begin += size++)
    hash.add(std::string_view(text).substr(begin, size));
  EXPECT_EQ(hex(hash.finish()), hex(sha256(text)));
}

} // namespace
} // namespace wasixc
