#include "runtime/base/accountant.h"

#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace wasixc {

namespace {

constexpr uint64_t kMiB = 1 << 20;

// As much room for charges as the test says, beside what others have charged.
class AccountantTest : public testing::Test {
protected:
  static void setRoom(uint64_t bytes) {
    const uint64_t most = accountant::used() + bytes;
    accountant::setLimit(most + most / 15); // a sixteenth is left to small objects
  }
  ~AccountantTest() override {
    accountant::setLimit(0);
    accountant::setOverdraftHandler(nullptr);
  }
};

TEST_F(AccountantTest, RefusesMoreThanThereIsAndTakesBack) {
  setRoom(10 * kMiB);
  Charge first, second;
  EXPECT_TRUE(first.growTo(6 * kMiB));
  EXPECT_FALSE(second.growTo(5 * kMiB));
  EXPECT_EQ(second.size(), 0u);
  EXPECT_TRUE(second.growTo(4 * kMiB));
  EXPECT_FALSE(accountant::hasRoom(kMiB));
  first.shrinkTo(kMiB);
  EXPECT_TRUE(accountant::hasRoom(5 * kMiB));
  EXPECT_TRUE(first.resize(6 * kMiB));
  {
    const Charge moved = std::move(first);
    EXPECT_EQ(moved.size(), 6 * kMiB);
    EXPECT_EQ(first.size(), 0u);
  }
  EXPECT_TRUE(second.growTo(9 * kMiB));
  second = Charge();
  EXPECT_TRUE(first.growTo(9 * kMiB));
}

TEST_F(AccountantTest, RefusesWhatWouldWrap) {
  setRoom(kMiB);
  Charge charge;
  EXPECT_FALSE(charge.growTo(~uint64_t{0}));
  EXPECT_FALSE(charge.growTo(uint64_t{1} << 63));
  EXPECT_FALSE(accountant::hasRoom(~uint64_t{0} - 4096));
}

TEST_F(AccountantTest, NeverGivesMoreToManyThreads) {
  setRoom(64 * kMiB);
  std::atomic<uint64_t> held{0}, most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 20'000; ++round) {
        Charge charge;
        if (!charge.growTo(30 * kMiB))
          continue;
        const uint64_t now = held += 30 * kMiB;
        for (uint64_t before = most; before < now && !most.compare_exchange_weak(before, now);) {
        }
        held -= 30 * kMiB;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_GE(most, 30 * kMiB);
  EXPECT_LE(most, 64 * kMiB);
}

TEST_F(AccountantTest, CountsSmallObjectsAndTellsWhoOverdraws) {
  static int overdrafts;
  overdrafts = 0;
  accountant::setOverdraftHandler([] { ++overdrafts; });
  setRoom(15 * kMiB);
  const int64_t left = static_cast<int64_t>(accountant::limit() - accountant::used());
  accountant::countHeap(left);
  EXPECT_EQ(overdrafts, 0);
  EXPECT_FALSE(accountant::hasRoom(1)); // charges are refused before
  accountant::countHeap(1);
  EXPECT_EQ(overdrafts, 1);
  accountant::countHeap(-1 - left);
  EXPECT_EQ(overdrafts, 1);
  EXPECT_TRUE(accountant::hasRoom(14 * kMiB));
}

} // namespace

} // namespace wasixc
