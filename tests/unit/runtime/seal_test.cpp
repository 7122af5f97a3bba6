#include "abi/seal.h"

#include "runtime/base/unique_fd.h"

#include <chrono>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

namespace wasixc {
namespace {

UniqueFd fileWithAPage() {
  UniqueFd file(memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  EXPECT_EQ(pwrite(file.get(), "text", 4, 0), 4);
  return file;
}

TEST(SealTest, NobodyChangesASealedFile) {
  const UniqueFd file = fileWithAPage();
  ASSERT_TRUE(abi::seal(file.get()));
  EXPECT_EQ(pwrite(file.get(), "x", 1, 0), -1);
  EXPECT_EQ(ftruncate(file.get(), 0), -1);
  EXPECT_EQ(ftruncate(file.get(), 8), -1);
}

// A pipe holds a page that was spliced into it.
TEST(SealTest, WaitsForWhoeverHoldsAPage) {
  const UniqueFd file = fileWithAPage();
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  UniqueFd source(ends[0]), sink(ends[1]);
  loff_t offset = 0;
  ASSERT_EQ(splice(file.get(), &offset, sink.get(), nullptr, 4, 0), 4);
  std::thread holder([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(400)); // longer than the kernel waits
    source = UniqueFd();
    sink = UniqueFd();
  });
  EXPECT_TRUE(abi::seal(file.get()));
  holder.join();
}

TEST(SealTest, OtherErrorsAreErrors) {
  const UniqueFd file(memfd_create("test", MFD_CLOEXEC)); // its seals cannot change
  EXPECT_FALSE(abi::seal(file.get()));
  EXPECT_EQ(errno, EPERM);
}

} // namespace
} // namespace wasixc
