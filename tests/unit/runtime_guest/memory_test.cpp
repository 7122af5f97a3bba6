// Linear memories and guest stacks by themselves.
#include "runtime/guest/memory.h"
#include "runtime/base/accountant.h"
#include "runtime/guest/stack.h"

#include <gtest/gtest.h>

namespace wasixc::guest {

namespace {

abi::ImageLimits limits(uint64_t minimum, uint64_t maximum = ~0ull, bool is64 = false) {
  return {.minimum = minimum, .maximum = maximum, .is64 = is64, .isShared = 0, .padding = {}};
}

TEST(MemoryTest, GrowsInPlaceToItsMaximum) {
  const auto memory = *LinearMemory::create(limits(1, 3));
  uint8_t *base = memory->base();
  base[65535] = 7;
  EXPECT_EQ(memory->grow(2), 1);
  EXPECT_EQ(memory->grow(1), -1);
  EXPECT_EQ(memory->grow(0), 3);
  EXPECT_EQ(memory->base(), base);
  EXPECT_EQ(base[65535], 7);
  base[3 * 65536 - 1] = 1;
  EXPECT_EQ(memory->state().byteSize, 3u * 65536);
}

TEST(MemoryTest, ReachesFourGigabytes) {
  const auto memory = *LinearMemory::create(limits(0));
  EXPECT_EQ(memory->grow(65536), 0);
  memory->base()[0xffffffff] = 1;
  EXPECT_EQ(memory->grow(1), -1);
  EXPECT_TRUE(memory->covers(0xffffffff, 1));
  EXPECT_FALSE(memory->covers(0xffffffff, 2));
  EXPECT_FALSE(memory->covers(~0ull, 2));
  EXPECT_TRUE(memory->reserves(reinterpret_cast<uintptr_t>(memory->base()) + 0x1fffffffeull + 16));
}

TEST(MemoryTest, Refuses32BitMemoriesBeyondTheirLimit) {
  EXPECT_FALSE(LinearMemory::create(limits(65537)));
  EXPECT_FALSE(LinearMemory::create(limits(1ull << 48, ~0ull, true)));
  EXPECT_TRUE(LinearMemory::create(limits(65537, ~0ull, true)));
}

TEST(MemoryTest, ObeysAByteLimit) {
  const auto memory = *LinearMemory::create(limits(1));
  memory->setByteLimit(3 * 65536);
  EXPECT_EQ(memory->grow(3), -1);
  EXPECT_EQ(memory->grow(2), 1);
}

TEST(StackTest, IsUsableFromLowToHigh) {
  auto stack = GuestStack::create(100000);
  ASSERT_TRUE(stack);
  EXPECT_EQ(stack->high() - stack->low(), 102400u);
  *reinterpret_cast<char *>(stack->low()) = 1;
  *reinterpret_cast<char *>(stack->high() - 1) = 1;
}

// As guest frames do: something in every 32 KiB.
void touchDown(const GuestStack &stack, uint64_t depth) {
  for (uint64_t below = 1; below <= depth; below += 32 * 1024)
    *reinterpret_cast<volatile char *>(stack.high() - below) = 1;
}

TEST(StackTest, IsChargedForWhatIsTouched) {
  constexpr uint64_t kMiB = 1 << 20;
  { auto warm = GuestStack::create(); } // from here on there is one in the pool
  const uint64_t before = accountant::used();
  {
    auto stack = GuestStack::create();
    EXPECT_EQ(accountant::used(), before);
    touchDown(*stack, 200 * 1024);
    EXPECT_TRUE(stack->settle());
    EXPECT_EQ(accountant::used(), before);
    touchDown(*stack, 4 * kMiB);
    EXPECT_TRUE(stack->settle());
    EXPECT_GE(accountant::used(), before + 4 * kMiB - GuestStack::kChargedBytes - 32 * 1024);
    EXPECT_LE(accountant::used(), before + 4 * kMiB);
    accountant::setLimit(accountant::used());
    touchDown(*stack, 6 * kMiB);
    EXPECT_FALSE(stack->settle());
    accountant::setLimit(0);
    EXPECT_TRUE(stack->settle());
  }
  EXPECT_EQ(accountant::used(), before);
  auto next = GuestStack::create();
  EXPECT_TRUE(next->settle());
  EXPECT_EQ(accountant::used(), before) << "what the last owner has touched is gone";
}

} // namespace

} // namespace wasixc::guest
