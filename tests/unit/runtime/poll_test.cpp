#include "tests/unit/runtime/fake_guest.h"

#include <unistd.h>

namespace wasixc {
namespace {

constexpr uint64_t kMillisecond = 1'000'000;

class PollTest : public GuestTest {
protected:
  PollTest() {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    reader = stream(ends[0]);
    writer = stream(ends[1]);
  }

  uint32_t stream(int hostFd) {
    return *process.descriptors.add(
        {.file = makeRef<HostFile>(UniqueFd(hostFd), FileType::Unknown), .rightsBase = kStreamRights});
  }

  static abi::Subscription clock(uint64_t userdata, uint64_t timeout,
                                 abi::ClockId id = abi::ClockId::Monotonic, uint16_t flags = 0) {
    abi::Subscription subscription = {};
    subscription.userdata = userdata;
    subscription.clock.id = static_cast<uint32_t>(id);
    subscription.clock.timeout = timeout;
    subscription.clock.flags = flags;
    return subscription;
  }
  static abi::Subscription file(uint64_t userdata, abi::EventType type, uint32_t fd) {
    abi::Subscription subscription = {};
    subscription.userdata = userdata;
    subscription.tag = static_cast<uint8_t>(type);
    subscription.fd = fd;
    return subscription;
  }

  std::vector<abi::Event> poll(const std::vector<abi::Subscription> &subscriptions,
                               Errno expected = Errno::SUCCESS) {
    const uint32_t count = static_cast<uint32_t>(subscriptions.size());
    const uint32_t in = allocate(count * sizeof(abi::Subscription));
    memcpy(&memory[in], subscriptions.data(), count * sizeof(abi::Subscription));
    const uint32_t out = allocate(count * sizeof(abi::Event));
    const auto ready = put<uint32_t>(0);
    EXPECT_EQ(sys::poll_oneoff(thread, {in}, {out}, count, ready), expected);
    std::vector<abi::Event> events;
    for (uint32_t i = 0; i < at(ready); ++i)
      events.push_back(at(GuestPtr<abi::Event>{out + i * static_cast<uint32_t>(sizeof(abi::Event))}));
    return events;
  }

  uint32_t reader, writer;
};

uint64_t elapsed(uint64_t since) { return blocking::now() - since; }

TEST_F(PollTest, ARelativeClockWaitsItsTime) {
  const uint64_t start = blocking::now();
  const auto events = poll({clock(7, 20 * kMillisecond)});
  EXPECT_GE(elapsed(start), 20 * kMillisecond);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].userdata, 7u);
  EXPECT_EQ(events[0].error, 0);
  EXPECT_EQ(events[0].type, static_cast<uint8_t>(abi::EventType::Clock));
}

TEST_F(PollTest, TheEarliestClockEndsTheWait) {
  const auto events = poll({clock(1, 3'600'000 * kMillisecond), clock(2, kMillisecond), clock(3, ~0ull)});
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].userdata, 2u);
}

TEST_F(PollTest, AbsoluteClocks) {
  for (abi::ClockId id : {abi::ClockId::Monotonic, abi::ClockId::Realtime}) {
    const auto time = space<uint64_t>();
    ASSERT_EQ(sys::clock_time_get(thread, static_cast<uint32_t>(id), 0, time), Errno::SUCCESS);
    const uint64_t start = blocking::now();
    EXPECT_EQ(poll({clock(1, at(time) + 20 * kMillisecond, id, abi::kClockAbsolute)}).size(), 1u);
    EXPECT_GE(elapsed(start), 19 * kMillisecond);
    EXPECT_EQ(poll({clock(1, 1, id, abi::kClockAbsolute)}).size(), 1u) << "long ago";
  }
}

TEST_F(PollTest, OtherClocksAreErrorsOfTheirOwn) {
  auto events = poll({clock(1, 1, abi::ClockId::ProcessCpuTime)});
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].error, static_cast<uint16_t>(Errno::NOTSUP));
  events = poll({clock(1, 1, static_cast<abi::ClockId>(77))});
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].error, static_cast<uint16_t>(Errno::INVAL));
}

TEST_F(PollTest, APipeIsReadyWhenItIs) {
  auto events = poll({file(1, abi::EventType::FdRead, reader), clock(2, 5 * kMillisecond)});
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].userdata, 2u);

  write(writer, "12345");
  events = poll(
      {file(1, abi::EventType::FdRead, reader), file(2, abi::EventType::FdWrite, writer), clock(3, ~0ull)});
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].userdata, 1u);
  EXPECT_EQ(events[0].byteCount, 5u);
  EXPECT_EQ(events[0].flags, 0);
  EXPECT_EQ(events[1].userdata, 2u);
  EXPECT_EQ(events[1].type, static_cast<uint8_t>(abi::EventType::FdWrite));
}

TEST_F(PollTest, AClosedPipeHangsUp) {
  EXPECT_EQ(sys::fd_close(thread, writer), Errno::SUCCESS);
  const auto events = poll({file(1, abi::EventType::FdRead, reader)});
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].flags, abi::kEventHangup);
  EXPECT_EQ(events[0].byteCount, 0u);
}

TEST_F(PollTest, RegularFilesAreAlwaysReady) {
  host.write("file", "12345678");
  uint32_t fd;
  ASSERT_EQ(open(root, "file", fd), Errno::SUCCESS);
  const auto events = poll({clock(1, ~0ull), file(2, abi::EventType::FdRead, fd)});
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].userdata, 2u);
  EXPECT_EQ(events[0].byteCount, 8u);
}

TEST_F(PollTest, ABadDescriptorIsAnEvent) {
  const auto events = poll({file(1, abi::EventType::FdRead, 99), clock(2, ~0ull)});
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].userdata, 1u);
  EXPECT_EQ(events[0].error, static_cast<uint16_t>(Errno::BADF));
}

TEST_F(PollTest, ManySubscriptions) {
  std::vector<abi::Subscription> subscriptions(500, file(1, abi::EventType::FdWrite, writer));
  EXPECT_EQ(poll(subscriptions).size(), 500u);
}

TEST_F(PollTest, RefusesNonsense) {
  const auto ready = space<uint32_t>();
  EXPECT_EQ(sys::poll_oneoff(thread, {16}, {16}, 0, ready), Errno::INVAL);
  EXPECT_EQ(sys::poll_oneoff(thread, {16}, {16}, 0xffffffff, ready), Errno::INVAL);
  EXPECT_EQ(sys::poll_oneoff(thread, {16}, {16}, 60000, ready), Errno::FAULT);
  EXPECT_EQ(sys::poll_oneoff(thread, {kMemorySize - 40}, {16}, 1, ready), Errno::FAULT);
  abi::Subscription subscription = {};
  subscription.tag = 3;
  poll({subscription}, Errno::INVAL);
}

TEST_F(PollTest, UnstableSubscriptionsHaveTheirOwnLayout) {
  abi::UnstableSubscription subscription = {};
  subscription.userdata = 9;
  subscription.clock.clock = {
      .id = 1, .padding0 = 0, .timeout = kMillisecond, .precision = 0, .flags = 0, .padding1 = {}};
  const auto in = put(subscription);
  const auto out = space<abi::Event>();
  const auto ready = put<uint32_t>(0);
  EXPECT_EQ(sys::unstable_poll_oneoff(thread, in, out, 1, ready), Errno::SUCCESS);
  EXPECT_EQ(at(ready), 1u);
  EXPECT_EQ(at(out).userdata, 9u);
}

} // namespace
} // namespace wasixc
