// Texts that exec and spawn pass on: lists of strings, and what they take from a guest's memory.
#include "runtime/kernel/string_list.h"
#include "runtime/sys/program_request.h"

#include <gtest/gtest.h>
#include <thread>

namespace wasixc {
namespace {

using namespace std::string_literals;

std::vector<std::string> texts(const StringList &list) {
  std::vector<std::string> all;
  list.forEach([&](std::string_view text, uint32_t offset) {
    EXPECT_LT(offset, list.bytes().size());
    all.emplace_back(text);
  });
  EXPECT_EQ(all.size(), list.size());
  EXPECT_EQ(static_cast<size_t>(std::ranges::count(list.bytes(), '\0')), list.size());
  return all;
}

TEST(StringList, CountsWhatItHolds) {
  StringList list;
  for (const std::string &text : {"a"s, ""s, "b\0c"s, "\0\0\0"s, "d\0"s})
    list.add(text);
  EXPECT_EQ(texts(list), (std::vector<std::string>{"a", "", "b", "", "d"}));
  list.setVariable("A\0B"s, "C");
  list.setVariable("A", "x\0y"s);
  list.setVariable("A", "z");
  EXPECT_EQ(texts(list).back(), "A=z");
}

class ProgramTextsTest : public testing::Test {
protected:
  static constexpr uint32_t kSize = 4 << 20;
  std::vector<uint8_t> bytes = std::vector<uint8_t>(kSize, 'x');
  GuestMemory memory{bytes.data(), kSize};
  ArgumentBudget budget;

  void put(uint32_t address, const std::string &text) { std::ranges::copy(text, bytes.begin() + address); }
  void point(uint32_t index, uint32_t address) { memcpy(&bytes[index * 4], &address, 4); }
  Result<StringList> load(uint32_t count) { return sys::loadPointers(memory, {0}, count, budget); }
};

TEST_F(ProgramTextsTest, PointersAreLimitedTogether) {
  put(1 << 16, std::string(100'000, 'y') + '\0');
  for (uint32_t i = 0; i < 100; ++i)
    point(i, 1 << 16);
  EXPECT_EQ(load(100).error(), Errno::TOO_BIG);
  budget = {};
  const auto some = load(20);
  ASSERT_TRUE(some.ok());
  EXPECT_EQ(some->size(), 20u);
  EXPECT_EQ(load(1).error(), Errno::TOO_BIG); // the environment, say
}

TEST_F(ProgramTextsTest, OneTextIsLimited) {
  point(0, 1 << 16);
  put((1 << 16) + ArgumentBudget::kLongestString, "\0"s);
  EXPECT_TRUE(load(1).ok());
  put((1 << 16) + ArgumentBudget::kLongestString, "x\0"s);
  EXPECT_EQ(load(1).error(), Errno::TOO_BIG);
}

TEST_F(ProgramTextsTest, EmptyTextsCount) {
  point(0, kSize - 1);
  put(kSize - 1, "\0"s);
  for (uint32_t i = 1; i < 500'000; ++i)
    point(i, kSize - 1);
  EXPECT_EQ(load(500'000).error(), Errno::TOO_BIG);
  EXPECT_EQ(load(~0u).error(), Errno::TOO_BIG);
  EXPECT_TRUE(load(400'000).ok());
}

TEST_F(ProgramTextsTest, TextsEndInMemory) {
  point(0, kSize - 10);
  EXPECT_EQ(load(1).error(), Errno::FAULT);
  point(0, kSize);
  EXPECT_EQ(load(1).error(), Errno::FAULT);
}

TEST_F(ProgramTextsTest, LinesAreLimited) {
  EXPECT_EQ(sys::loadLines(memory, {0}, kSize, budget).error(), Errno::TOO_BIG);
  put(0, std::string(1 << 20, '\n'));
  EXPECT_EQ(sys::loadLines(memory, {0}, 1 << 20, budget).error(), Errno::TOO_BIG);
  budget = {};
  EXPECT_TRUE(sys::loadLines(memory, {0}, 400'000, budget).ok());
}

// Another thread makes the text shorter and longer all the time.
TEST_F(ProgramTextsTest, ATextThatChangesStaysOneText) {
  constexpr uint32_t kText = 1 << 16, kLength = 200;
  point(0, kText);
  put(kText + kLength, "\0"s);
  std::atomic<bool> stop{false};
  std::thread changer([&] {
    for (uint32_t i = 0; !stop.load(std::memory_order_relaxed); ++i)
      __atomic_store_n(&bytes[kText + i * 7 % kLength], i % 3 ? 'x' : '\0', __ATOMIC_RELAXED);
  });
  for (int i = 0; i < 20'000; ++i) {
    budget = {};
    const auto list = load(1);
    ASSERT_TRUE(list.ok());
    ASSERT_EQ(texts(*list).size(), 1u);
  }
  stop = true;
  changer.join();
}

} // namespace
} // namespace wasixc
