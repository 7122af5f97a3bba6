#include "runtime/fs/descriptor_table.h"

#include "runtime/fs/rights.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace wasixc {
namespace {

class CountedFile final : public File {
public:
  explicit CountedFile(std::atomic<int> &alive) : File(FileType::RegularFile), alive(alive) { ++alive; }
  ~CountedFile() override { --alive; }
  Result<abi::FileStat> stat() override { return abi::FileStat{}; }
  uint64_t possibleRights() const override { return kRegularFileRights; }

private:
  std::atomic<int> &alive;
};

class DescriptorTableTest : public testing::Test {
protected:
  Descriptor make(uint64_t rights = kRegularFileRights) {
    return {.file = makeRef<CountedFile>(alive), .rightsBase = rights, .rightsInheriting = kRightFdRead};
  }

  std::atomic<int> alive{0};
  DescriptorTable table;
};

TEST_F(DescriptorTableTest, GivesTheLowestFreeNumber) {
  for (uint32_t fd = 0; fd < 5; ++fd)
    EXPECT_EQ(*table.add(make()), fd);
  EXPECT_TRUE(table.close(1).ok());
  EXPECT_TRUE(table.close(3).ok());
  EXPECT_EQ(*table.add(make()), 1u);
  EXPECT_EQ(*table.add(make(), 2), 3u);
  EXPECT_EQ(*table.add(make(), 100), 100u);
  EXPECT_EQ(*table.add(make()), 5u);
}

TEST_F(DescriptorTableTest, RefusesNumbersThatAreNotOpen) {
  EXPECT_EQ(table.use(0, 0).error(), Errno::BADF);
  EXPECT_EQ(table.close(0).error(), Errno::BADF);
  EXPECT_EQ(table.get(0xffffffff).error(), Errno::BADF);
  const uint32_t fd = *table.add(make());
  EXPECT_TRUE(table.close(fd).ok());
  EXPECT_EQ(table.use(fd, 0).error(), Errno::BADF);
  EXPECT_EQ(table.close(fd).error(), Errno::BADF);
}

TEST_F(DescriptorTableTest, HasALimit) {
  EXPECT_EQ(*table.add(make(), kMaxDescriptors - 1), kMaxDescriptors - 1);
  EXPECT_EQ(table.add(make(), kMaxDescriptors - 1).error(), Errno::MFILE);
  EXPECT_EQ(table.add(make(), kMaxDescriptors).error(), Errno::INVAL);
  EXPECT_EQ(alive, 1);
}

TEST_F(DescriptorTableTest, ClosesWithTheLastDescriptor) {
  const uint32_t fd = *table.add(make());
  EXPECT_TRUE(table.duplicateTo(fd, 7).ok());
  EXPECT_EQ(alive, 1);
  EXPECT_TRUE(table.close(fd).ok());
  EXPECT_EQ(alive, 1);
  EXPECT_TRUE(table.close(7).ok());
  EXPECT_EQ(alive, 0);
}

TEST_F(DescriptorTableTest, DuplicatesLikeDup2) {
  const uint32_t from = *table.add(make()), to = *table.add(make());
  EXPECT_TRUE(table.duplicateTo(from, to).ok());
  EXPECT_EQ(alive, 1);
  EXPECT_EQ(&**table.use(from, 0), &**table.use(to, 0));
  EXPECT_TRUE(table.duplicateTo(from, from).ok());
  EXPECT_EQ(table.duplicateTo(99, to).error(), Errno::BADF);
  EXPECT_EQ(table.duplicateTo(99, 99).error(), Errno::BADF);
  EXPECT_EQ(table.duplicateTo(from, kMaxDescriptors).error(), Errno::BADF);
}

TEST_F(DescriptorTableTest, MovesLikeRenumber) {
  const uint32_t from = *table.add(make()), to = *table.add(make());
  EXPECT_EQ(table.moveTo(from, 99).error(), Errno::BADF);
  EXPECT_TRUE(table.moveTo(from, from).ok());
  EXPECT_TRUE(table.moveTo(from, to).ok());
  EXPECT_EQ(alive, 1);
  EXPECT_EQ(table.use(from, 0).error(), Errno::BADF);
  EXPECT_EQ(table.moveTo(to, from).error(), Errno::BADF);
}

TEST_F(DescriptorTableTest, RightsOnlyShrink) {
  const uint32_t fd = *table.add(make(kRightFdRead | kRightFdSeek));
  EXPECT_TRUE(table.use(fd, kRightFdRead | kRightFdSeek).ok());
  EXPECT_EQ(table.use(fd, kRightFdWrite).error(), Errno::NOTCAPABLE);
  EXPECT_EQ(table.narrowRights(fd, kRightFdRead | kRightFdWrite, 0).error(), Errno::NOTCAPABLE);
  EXPECT_EQ(table.narrowRights(fd, kRightFdRead, kRightFdWrite).error(), Errno::NOTCAPABLE);
  EXPECT_TRUE(table.narrowRights(fd, kRightFdRead, kRightFdRead).ok());
  EXPECT_EQ(table.use(fd, kRightFdSeek).error(), Errno::NOTCAPABLE);
  EXPECT_EQ(table.narrowRights(fd, kRightFdRead | kRightFdSeek, 0).error(), Errno::NOTCAPABLE);
}

TEST_F(DescriptorTableTest, AForkSharesTheFiles) {
  const uint32_t fd = *table.add(make());
  {
    DescriptorTable child;
    child.copyFrom(table);
    EXPECT_EQ(&**child.use(fd, 0), &**table.use(fd, 0));
    EXPECT_TRUE(table.close(fd).ok());
    EXPECT_EQ(alive, 1);
  }
  EXPECT_EQ(alive, 0);
}

TEST_F(DescriptorTableTest, AFileInUseSurvivesItsCloseByAnotherThread) {
  table.beginSharing();
  const uint32_t fd = *table.add(make());
  {
    const auto use = table.use(fd, 0);
    std::thread([&] { EXPECT_TRUE(table.close(fd).ok()); }).join();
    EXPECT_EQ(alive, 1);
  }
  EXPECT_EQ(alive, 0);
}

TEST_F(DescriptorTableTest, ThreadsMayRace) {
  table.beginSharing();
  const auto work = [&] {
    for (int i = 0; i < 2000; ++i) {
      auto fd = table.add(make());
      ASSERT_TRUE(fd.ok());
      (void)table.use(*fd, 0).ok();
      (void)table.duplicateTo(*fd, 20).ok();
      (void)table.close(*fd).ok();
    }
  };
  std::thread other(work);
  work();
  other.join();
  (void)table.close(20).ok();
  EXPECT_EQ(alive, 0);
}

} // namespace
} // namespace wasixc
