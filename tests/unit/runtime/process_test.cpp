// Arguments, environment, clocks, randomness, exit and signals.
#include "runtime/kernel/signal.h"
#include "tests/unit/runtime/fake_guest.h"

#include <set>

namespace wasixc {
namespace {

using namespace sys;

class ProcessTest : public testing::Test, public FakeGuest {};

TEST_F(ProcessTest, ArgumentsAreLaidOutWithPointers) {
  process.arguments.add("prog");
  process.arguments.add("");
  process.arguments.add("last argument");
  const auto count = space<uint32_t>(), size = space<uint32_t>();
  ASSERT_EQ(args_sizes_get(thread, count, size), Errno::SUCCESS);
  EXPECT_EQ(at(count), 3u);
  EXPECT_EQ(at(size), 20u);
  const GuestPtr<uint32_t> pointers = {allocate(12)};
  const GuestPtr<uint8_t> strings = {allocate(20)};
  ASSERT_EQ(args_get(thread, pointers, strings), Errno::SUCCESS);
  EXPECT_EQ(text(strings.address, 20), std::string("prog\0\0last argument\0", 20));
  EXPECT_EQ(at(GuestPtr<uint32_t>{pointers.address}), strings.address);
  EXPECT_EQ(at(GuestPtr<uint32_t>{pointers.address + 4}), strings.address + 5);
  EXPECT_EQ(at(GuestPtr<uint32_t>{pointers.address + 8}), strings.address + 6);
  EXPECT_EQ(args_get(thread, pointers, {kMemorySize - 19}), Errno::FAULT);
  EXPECT_EQ(args_get(thread, {kMemorySize - 11}, strings), Errno::FAULT);
  EXPECT_EQ(args_sizes_get(thread, count, {kMemorySize - 3}), Errno::FAULT);
}

TEST_F(ProcessTest, AnEmptyEnvironmentIsFine) {
  const auto count = put<uint32_t>(9), size = put<uint32_t>(9);
  ASSERT_EQ(environ_sizes_get(thread, count, size), Errno::SUCCESS);
  EXPECT_EQ(at(count), 0u);
  EXPECT_EQ(at(size), 0u);
  EXPECT_EQ(environ_get(thread, {16}, {16}), Errno::SUCCESS);
}

TEST_F(ProcessTest, LaterValuesOfAVariableReplaceEarlierOnes) {
  StringList list;
  list.setVariable("A", "1");
  list.setVariable("AB", "2");
  list.setVariable("A", "3");
  EXPECT_EQ(list.size(), 2u);
  EXPECT_EQ(list.bytes(), std::string_view("AB=2\0A=3\0", 9));
}

TEST_F(ProcessTest, Clocks) {
  const auto first = space<uint64_t>(), second = space<uint64_t>();
  for (uint32_t clock = 0; clock < 4; ++clock) {
    EXPECT_EQ(clock_time_get(thread, clock, 0, first), Errno::SUCCESS);
    EXPECT_EQ(clock_time_get(thread, clock, 1, second), Errno::SUCCESS);
    EXPECT_LE(at(first), at(second)) << clock;
    EXPECT_EQ(clock_res_get(thread, clock, first), Errno::SUCCESS);
    EXPECT_GT(at(first), 0u);
  }
  EXPECT_EQ(clock_time_get(thread, 4, 0, first), Errno::INVAL);
  EXPECT_EQ(clock_res_get(thread, 0xffffffff, first), Errno::INVAL);
  EXPECT_EQ(clock_time_get(thread, 0, 0, {kMemorySize - 7}), Errno::FAULT);
}

TEST_F(ProcessTest, RandomBytesFillTheWholeBuffer) {
  constexpr uint32_t kSize = 100'000;
  const uint32_t buffer = allocate(kSize);
  ASSERT_EQ(random_get(thread, {buffer}, kSize), Errno::SUCCESS);
  const std::set<uint8_t> last(&memory[buffer + kSize - 1000], &memory[buffer + kSize]);
  EXPECT_GT(last.size(), 100u);
  EXPECT_EQ(random_get(thread, {buffer}, 0), Errno::SUCCESS);
  EXPECT_EQ(random_get(thread, {kMemorySize - 1}, 2), Errno::FAULT);
}

TEST_F(ProcessTest, TheFirstExitCounts) {
  EXPECT_FALSE(thread.needsAttention());
  proc_exit(thread, 258);
  EXPECT_TRUE(thread.needsAttention());
  proc_exit(thread, 1);
  EXPECT_EQ(process.exitStatus().code, 258u);
  EXPECT_EQ(process.exitStatus().hostStatus(), 2);
}

TEST_F(ProcessTest, RaiseDoesTheDefaultAction) {
  EXPECT_EQ(proc_raise(thread, 0), Errno::SUCCESS);
  EXPECT_EQ(proc_raise(thread, 32), Errno::INVAL);
  EXPECT_EQ(proc_raise(thread, 0xffffffff), Errno::INVAL);
  EXPECT_EQ(proc_raise(thread, 17), Errno::SUCCESS); // CHLD
  EXPECT_EQ(proc_raise(thread, 18), Errno::SUCCESS); // CONT
  EXPECT_FALSE(thread.needsAttention());
  EXPECT_EQ(proc_raise(thread, 15), Errno::SUCCESS); // TERM
  EXPECT_TRUE(thread.needsAttention());
  EXPECT_EQ(process.exitStatus().hostStatus(), 143);
}

// As of exit_group on Linux: whoever ends a process that has just been stopped does not wait for SIGCONT.
TEST_F(ProcessTest, AStoppedProcessCanEnd) {
  Process &child = process.kernel.createProcess(&process);
  EXPECT_EQ(child.post(kSignalStop), SignalState::Effect::Stop);
  EXPECT_EQ(child.takeStopReport(), kSignalStop);
  EXPECT_EQ(child.post(15), SignalState::Effect::None); // TERM waits
  child.beginExit({.code = 7});
  Thread last(child);
  child.waitWhileStopped(last); // does not
  EXPECT_EQ(child.exitStatus().code, 7u);
}

TEST_F(ProcessTest, OnlyKillEndsAStoppedProcessAtOnce) {
  using Effect = SignalState::Effect;
  Process &killed = process.kernel.createProcess(&process);
  killed.post(kSignalStop);
  EXPECT_EQ(killed.post(15), Effect::None);
  EXPECT_EQ(killed.post(kSignalStop), Effect::None);
  EXPECT_EQ(killed.post(kSignalKill), Effect::Terminate);
  EXPECT_EQ(killed.exitStatus().signal, kSignalKill);

  Process &continued = process.kernel.createProcess(&process);
  continued.post(kSignalStop);
  continued.post(15);
  EXPECT_FALSE(continued.isEnding());
  continued.post(kSignalContinue);
  EXPECT_TRUE(continued.isEnding());
  EXPECT_EQ(continued.exitStatus().signal, 15);
}

TEST_F(ProcessTest, SchedYield) { EXPECT_EQ(sched_yield(thread), Errno::SUCCESS); }

TEST(Kernel, GivesEveryProcessItsOwnNumber) {
  Kernel kernel;
  Process &first = kernel.createProcess(nullptr);
  Process &second = kernel.createProcess(&first);
  EXPECT_EQ(first.pid, 1u);
  EXPECT_EQ(second.pid, 2u);
  EXPECT_EQ(second.parent(), &first);
  EXPECT_EQ(kernel.findProcess(2), &second);
  EXPECT_EQ(kernel.findProcess(3), nullptr);
}

} // namespace
} // namespace wasixc
