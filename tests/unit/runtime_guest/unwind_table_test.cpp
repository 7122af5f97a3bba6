// Tables come from files: whatever they hold, reading them ends and stays inside of their bytes (which the
// sanitizers watch: each table lies in a block of its own).
#include "abi/exceptions.h"
#include "runtime/guest/landing_pads.h"
#include "runtime/guest/unwind_table.h"

#include <gtest/gtest.h>
#include <memory>
#include <random>

namespace wasixc::guest {
namespace {

class Bytes {
public:
  explicit Bytes(std::span<const uint8_t> from) : size(from.size()), data(new uint8_t[from.size() + 1]) {
    std::copy(from.begin(), from.end(), data.get());
  }
  std::span<const uint8_t> all() const { return {data.get(), size}; }
  uint8_t *begin() { return data.get(); }
  uint64_t address() const { return reinterpret_cast<uint64_t>(data.get()); }

private:
  size_t size;
  std::unique_ptr<uint8_t[]> data;
};

constexpr uint64_t kCode = 0x10000;

// One common entry with language data (absolute pointers), and a function of 64 bytes: push rbp, push rbx,
// sub $24, %rsp.
std::vector<uint8_t> makeUnwindTable() {
  std::vector<uint8_t> table = {20, 0, 0,    0,  0, 0,    0,    0,    1, 'z', 'L',  'R',
                                0,  1, 0x78, 16, 2, 0x04, 0x04, 0x0c, 7, 8,   0x90, 1};
  table[0] = static_cast<uint8_t>(table.size() - 4);
  const size_t function = table.size();
  const auto append = [&](uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
      table.push_back(static_cast<uint8_t>(value >> (8 * i)));
  };
  append(0, 4);
  append(function + 4, 4); // back to the common entry
  append(kCode, 8);
  append(64, 8);
  append(8, 1);
  append(0x5555, 8); // language data
  for (const int byte : {0x41, 0x0e, 16, 0x86, 2, 0x41, 0x0e, 24, 0x83, 3, 0x44, 0x0e, 48})
    table.push_back(static_cast<uint8_t>(byte));
  table[function] = static_cast<uint8_t>(table.size() - function - 4);
  append(0, 4);
  return table;
}

TEST(UnwindTable, DescribesFrames) {
  const Bytes bytes(makeUnwindTable());
  const UnwindTable table(bytes.all(), kCode, kCode + 0x1000);
  FrameLayout layout;
  ASSERT_TRUE(table.find(kCode + 20, layout));
  EXPECT_EQ(layout.functionBegin, kCode);
  EXPECT_EQ(layout.languageData, 0x5555u);
  EXPECT_EQ(layout.size, 48u);
  EXPECT_EQ(layout.saved, (std::array<uint32_t, 6>{24, 16, 0, 0, 0, 0}));
  ASSERT_TRUE(table.find(kCode, layout));
  EXPECT_EQ(layout.size, 8u);
  EXPECT_FALSE(table.find(kCode + 64, layout));
  EXPECT_FALSE(table.find(kCode - 1, layout));
}

TEST(UnwindTable, SurvivesTruncationAndNoise) {
  const std::vector<uint8_t> good = makeUnwindTable();
  FrameLayout layout;
  for (size_t size = 0; size < good.size(); ++size)
    UnwindTable(Bytes(std::span(good).first(size)).all(), kCode, kCode + 0x1000);
  std::minstd_rand random(1);
  for (int round = 0; round < 20000; ++round) {
    Bytes bytes(good);
    for (int i = 0; i < 3; ++i)
      bytes.begin()[random() % good.size()] = static_cast<uint8_t>(random());
    const UnwindTable table(bytes.all(), kCode, kCode + 0x1000);
    if (table.find(kCode + 20, layout))
      for (const uint32_t saved : layout.saved)
        EXPECT_LE(saved, layout.size);
  }
}

// Two sites: [0, 8) without a landing pad, [8, 16) that lands at 40 and catches tag 3, then everything.
std::vector<uint8_t> makeLandingPads() {
  std::vector<uint8_t> table = {0xff, 0x04, 0, 0x01, 8, 0, 8, 0, 0, 8, 8, 40, 1};
  for (const int byte : {2, 1, 1, 0}) // clause 2 and on, clause 1 and the end
    table.push_back(static_cast<uint8_t>(byte));
  const uint64_t types[] = {abi::kCatchAll, abi::catchTag(3, true)};
  for (const size_t index : {1u, 0u}) // clause 2 lies first
    for (int i = 0; i < 8; ++i)
      table.push_back(static_cast<uint8_t>(types[index] >> (8 * i)));
  table[2] = static_cast<uint8_t>(table.size() - 3);
  return table;
}

std::vector<uint64_t> clausesOf(const LandingPad &pad) {
  std::vector<uint64_t> clauses;
  pad.findClause([&](uint64_t clause) {
    clauses.push_back(clause);
    return false;
  });
  return clauses;
}

TEST(LandingPad, ListsClausesInOrder) {
  const Bytes bytes(makeLandingPads());
  EXPECT_EQ(LandingPad::find(bytes.all(), bytes.address(), kCode, kCode + 4).address(), 0u);
  EXPECT_EQ(LandingPad::find(bytes.all(), bytes.address(), kCode, kCode + 16).address(), 0u);
  const LandingPad pad = LandingPad::find(bytes.all(), bytes.address(), kCode, kCode + 15);
  EXPECT_EQ(pad.address(), kCode + 40);
  EXPECT_EQ(clausesOf(pad), (std::vector<uint64_t>{abi::catchTag(3, true), abi::kCatchAll}));
  EXPECT_EQ(pad.findClause([](uint64_t clause) { return abi::catchesAll(clause); }), 1u);
}

TEST(LandingPad, SurvivesTruncationAndNoise) {
  const std::vector<uint8_t> good = makeLandingPads();
  for (size_t size = 0; size < good.size(); ++size) {
    const Bytes bytes(std::span(good).first(size));
    clausesOf(LandingPad::find(bytes.all(), bytes.address(), kCode, kCode + 12));
  }
  const Bytes elsewhere(good);
  EXPECT_EQ(LandingPad::find(elsewhere.all(), elsewhere.address() - 1, kCode, kCode + 12).address(), 0u);
  std::minstd_rand random(1);
  for (int round = 0; round < 3000; ++round) {
    Bytes bytes(good);
    for (int i = 0; i < 3; ++i)
      bytes.begin()[random() % good.size()] = static_cast<uint8_t>(random());
    clausesOf(LandingPad::find(bytes.all(), bytes.address(), kCode, kCode + 12));
  }
}

} // namespace
} // namespace wasixc::guest
