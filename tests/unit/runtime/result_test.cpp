#include "runtime/base/result.h"

#include <cerrno>
#include <gtest/gtest.h>
#include <memory>
#include <sys/socket.h>

namespace wasixc {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0)
    return Errno::INVAL;
  return value / 2;
}

Result<int> quarter(int value) { return TRY(half(TRY(half(value)))); }

Result<void> check(int value) {
  TRY(quarter(value));
  return {};
}

TEST(Result, TryGivesTheValueOrReturnsTheError) {
  EXPECT_EQ(*quarter(12), 3);
  EXPECT_EQ(quarter(6).error(), Errno::INVAL);
  EXPECT_TRUE(check(4).ok());
  EXPECT_EQ(check(5).error(), Errno::INVAL);
}

TEST(Result, MovesWhatCannotBeCopied) {
  auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(7); };
  auto pass = [&]() -> Result<std::unique_ptr<int>> { return TRY(make()); };
  EXPECT_EQ(**pass(), 7);
}

TEST(Result, IsTrivialForTrivialTypes) {
  EXPECT_TRUE(std::is_trivially_destructible_v<Result<void *>>);
  EXPECT_TRUE(std::is_trivially_move_constructible_v<Result<void *>>);
}

TEST(Errno, TranslatesEveryErrorOfTheHost) {
#define WASIX_ERRNO(number, name, host, text)                                                                \
  if (host != 0) {                                                                                           \
    EXPECT_EQ(fromHostErrno(host), Errno::name);                                                             \
  }                                                                                                          \
  EXPECT_STREQ(errnoText(Errno::name), text);
#include "abi/errno.def"
#undef WASIX_ERRNO
  EXPECT_EQ(fromHostErrno(0), Errno::SUCCESS);
  EXPECT_EQ(fromHostErrno(EWOULDBLOCK), Errno::AGAIN);
  EXPECT_EQ(fromHostErrno(-1), Errno::UNKNOWN);
  EXPECT_EQ(fromHostErrno(100000), Errno::UNKNOWN);
}

} // namespace
} // namespace wasixc
