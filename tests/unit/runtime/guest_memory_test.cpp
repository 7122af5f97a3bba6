#include "runtime/base/guest_memory.h"

#include <gtest/gtest.h>

namespace wasixc {
namespace {

constexpr uint64_t kPage = 65536;

class GuestMemoryTest : public testing::Test {
protected:
  uint8_t bytes[kPage] = {};
  GuestMemory memory{bytes, kPage};
};

TEST_F(GuestMemoryTest, LoadsAndStoresUnalignedValues) {
  ASSERT_TRUE(memory.store(GuestPtr<uint32_t>{3}, 0x11223344u).ok());
  EXPECT_EQ(*memory.load(GuestPtr<uint32_t>{3}), 0x11223344u);
  EXPECT_EQ(bytes[3], 0x44);
}

TEST_F(GuestMemoryTest, EndsExactlyAtItsSize) {
  EXPECT_TRUE(memory.store(GuestPtr<uint32_t>{kPage - 4}, 1u).ok());
  EXPECT_EQ(memory.store(GuestPtr<uint32_t>{kPage - 3}, 1u).error(), Errno::FAULT);
  EXPECT_TRUE(memory.bytes(kPage, 0).ok());
  EXPECT_EQ(memory.bytes(kPage + 1, 0).error(), Errno::FAULT);
  EXPECT_TRUE(memory.bytes(0, kPage).ok());
  EXPECT_EQ(memory.bytes(0, kPage + 1).error(), Errno::FAULT);
}

TEST_F(GuestMemoryTest, LengthsNearTheTopDoNotWrap) {
  EXPECT_EQ(memory.bytes(0xffffffff, 0xffffffff).error(), Errno::FAULT);
  EXPECT_EQ(memory.bytes(16, 0xfffffff0).error(), Errno::FAULT);
  EXPECT_EQ(memory.bytes(~0ull, 2).error(), Errno::FAULT);
  EXPECT_EQ(memory.span({0xfffffff8}, 0x10).error(), Errno::FAULT);
  // 0x20000000 vectors of 8 bytes are 2^32 bytes: 0 in 32 bits.
  EXPECT_EQ(memory.array(GuestPtr<abi::IoVector>{0}, 0x20000000).error(), Errno::FAULT);
  EXPECT_EQ(memory.load(GuestPtr<uint64_t>{0xfffffffc}).error(), Errno::FAULT);
}

TEST(GuestMemory, AModuleWithoutAMemoryHasNoValidPointer) {
  const abi::MemoryView none = {};
  const GuestMemory memory(none);
  EXPECT_EQ(memory.load(GuestPtr<uint8_t>{0}).error(), Errno::FAULT);
}

TEST(GuestMemory, CoversAFullFourGibibyteMemory) {
  // Never touched: only the arithmetic is tested.
  const GuestMemory memory(reinterpret_cast<uint8_t *>(0x10000), 1ull << 32);
  EXPECT_TRUE(memory.bytes(0xffffffff, 1).ok());
  EXPECT_EQ(memory.bytes(0xffffffff, 2).error(), Errno::FAULT);
  EXPECT_TRUE(memory.bytes(1, 0xffffffff).ok());
}

} // namespace
} // namespace wasixc
