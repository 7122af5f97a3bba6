#include "runtime/kernel/cpu_time.h"

#include <gtest/gtest.h>

namespace wasixc {

TEST(RisingClockTest, StandsStillWhereReadingsFallBack) {
  RisingClock clock;
  EXPECT_EQ(clock.advanceTo(5), 5u);
  EXPECT_EQ(clock.advanceTo(3), 5u);
  EXPECT_EQ(clock.advanceTo(5), 5u);
  EXPECT_EQ(clock.advanceTo(7), 7u);
}

} // namespace wasixc
