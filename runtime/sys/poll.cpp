// poll_oneoff: waits until at least one of several subscriptions is due: clocks, and files to read or write.
//
// A file either never waits (regular files: due at once), has a host descriptor to poll, or is an object of
// the runtime, such as a pipe, that tells its observers of changes. An event may carry an error of its own,
// such as BADF; such an event is due at once as well.
#include "runtime/base/host_poller.h"
#include "runtime/fs/rights.h"
#include "runtime/sys/handlers.h"
#include "runtime/sys/host_clock.h"

#include <list>
#include <memory>
#include <optional>

namespace wasixc::sys {

namespace {

using blocking::Deadline;
using blocking::kNever;

// A call with more subscriptions than a process can have descriptors is INVAL, as poll(2).
constexpr uint32_t kMostSubscriptions = kMaxDescriptors;
constexpr uint32_t kFewSubscriptions = 4; // that many need no allocation

// A subscription as the wait needs it, whatever the layout it came in.
struct Wait {
  uint64_t userdata = 0;
  abi::EventType type = abi::EventType::Clock;
  Errno error = Errno::SUCCESS;
  Deadline deadline = kNever; // clocks
  std::optional<FileUse> use; // the others; kept open while the call waits
  // What the file says of itself, asked once: that the host can wait for it, or it tells its observers.
  int hostFd = -1;
  bool isWatchable = false;

  File *file() const { return use ? &**use : nullptr; }
  bool canMakeWait() const { return hostFd >= 0 || isWatchable; }
};

const abi::SubscriptionClock &clockOf(const abi::Subscription &subscription) { return subscription.clock; }
const abi::SubscriptionClock &clockOf(const abi::UnstableSubscription &subscription) {
  return subscription.clock.clock;
}

// When a clock is due, on the monotonic clock. A realtime deadline is converted once: as with most hosts, a
// change of the time of day during the wait does not move it.
Result<Deadline> deadlineOf(const abi::SubscriptionClock &clock, Thread &thread) {
  const clockid_t id = TRY(hostClock(clock.id));
  if (id != CLOCK_REALTIME && id != CLOCK_MONOTONIC)
    return Errno::NOTSUP;
  if ((clock.flags & abi::kClockAbsolute) == 0)
    return blocking::after(clock.timeout, thread.callBegan());
  timespec time;
  clock_gettime(id, &time);
  const uint64_t current = nanoseconds(time);
  return blocking::after(clock.timeout > current ? clock.timeout - current : 0);
}

template <typename Subscription>
Result<void> fill(Wait &wait, Thread &thread, const Subscription &subscription) {
  if (subscription.tag > static_cast<uint8_t>(abi::EventType::FdWrite))
    return Errno::INVAL;
  wait.userdata = subscription.userdata;
  wait.type = static_cast<abi::EventType>(subscription.tag);
  if (wait.type == abi::EventType::Clock) {
    auto deadline = deadlineOf(clockOf(subscription), thread);
    wait.error = deadline.error();
    wait.deadline = deadline.ok() ? *deadline : 0;
    return {};
  }
  auto file = thread.descriptors().use(subscription.fd, kRightPollFdReadwrite);
  wait.error = file.error();
  if (!file.ok())
    return {};
  wait.hostFd = (*file)->pollDescriptor();
  wait.isWatchable = (*file)->isWatchable();
  wait.use.emplace(std::move(*file));
  return {};
}

// The subscriptions of one call and the host's view of them, entry for entry.
class Waits {
public:
  explicit Waits(uint32_t capacity)
      : owned(capacity > kFewSubscriptions ? new pollfd[capacity] : nullptr),
        ownedWaits(capacity > kFewSubscriptions ? new Wait[capacity] : nullptr),
        entries(owned ? owned.get() : few), waits(ownedWaits ? ownedWaits.get() : fewWaits) {}
  ~Waits() {
    for (uint32_t i = 0; i < count && !ownedWaits; ++i)
      fewWaits[i].~Wait();
  }
  Waits(const Waits &) = delete;
  Waits &operator=(const Waits &) = delete;

  template <typename Subscription>
  Result<void> add(Thread &thread, const Subscription &subscription) {
    Wait &wait = ownedWaits ? waits[count] : *new (&waits[count]) Wait;
    pollfd &entry = entries[count++];
    TRY(fill(wait, thread, subscription));
    entry = {wait.hostFd, wait.type == abi::EventType::FdRead ? short{POLLIN} : short{POLLOUT}, 0};
    hostCount += wait.hostFd >= 0;
    watchedCount += wait.isWatchable;
    if (wait.type == abi::EventType::Clock && wait.error == Errno::SUCCESS)
      deadline = std::min(deadline, wait.deadline);
    else if (!wait.canMakeWait())
      deadline = 0;
    return {};
  }

  // A fiber without others sleeps in the host by itself: nobody can change the runtime's objects meanwhile.
  Result<void> sleep() {
    if (watchedCount > 0 && isAnyDue())
      deadline = 0;
    if (!parking::isAlone() && deadline != 0)
      return sleepAmongOthers();
    TRY(blocking::poll({entries, count}, deadline));
    now = deadline == kNever ? 0 : blocking::now();
    return {};
  }

  // Calls emit(event) for every subscription that is due.
  template <typename Emit>
  uint32_t collect(Emit emit) {
    uint32_t due = 0;
    for (uint32_t i = 0; i < count; ++i)
      if (isDue(i))
        emit(due++, eventOf(i));
    return due;
  }

private:
  // Who wakes the fiber while it sleeps: the objects of the runtime and the host poller.
  class Watches {
  public:
    explicit Watches(Waits &waits) : waits(waits) {
      for (uint32_t i = 0; i < waits.count; ++i) {
        const pollfd &entry = waits.entries[i];
        if (entry.fd >= 0)
          interests.emplace_back(entry.fd, entry.events, observer);
        if (const Wait &wait = waits.waits[i]; wait.isWatchable)
          wait.file()->watch(observers.emplace_back(parking::current()));
      }
    }
    ~Watches() {
      auto next = observers.begin();
      for (uint32_t i = 0; i < waits.count; ++i)
        if (const Wait &wait = waits.waits[i]; wait.isWatchable)
          wait.file()->unwatch(*next++);
    }
    Result<void> arm() {
      for (HostPoller::Interest &interest : interests)
        TRY(HostPoller::get().arm(interest));
      return {};
    }

  private:
    Waits &waits;
    FiberObserver observer{parking::current()};
    std::list<FiberObserver> observers;
    std::list<HostPoller::Interest> interests;
  };

  // A wakeup means no more than that something may have changed.
  Result<void> sleepAmongOthers() {
    Watches watches(*this);
    for (;;) {
      if (hostCount > 0)
        TRY(blocking::poll({entries, count}, 0));
      if (isAnyDue())
        return {};
      // Without the poller (no memory for a thread) this fiber has to look after everything itself.
      const Deadline until = watches.arm().ok() ? deadline : std::min(deadline, now + HostPoller::kLook);
      if (parking::park(until) == parking::Wakeup::Interrupted)
        return Errno::INTR;
    }
  }

  bool isAnyDue() {
    now = blocking::now();
    for (uint32_t i = 0; i < count; ++i)
      if (isDue(i))
        return true;
    return false;
  }

  // What the file is ready for, as far as the subscription asks for it.
  uint32_t readinessOf(uint32_t i) {
    const Wait &wait = waits[i];
    const uint32_t wanted = wait.type == abi::EventType::FdRead ? abi::kEpollIn : abi::kEpollOut;
    return wait.file()->readiness() & (wanted | abi::kEpollError | abi::kEpollHangup);
  }

  bool isDue(uint32_t i) {
    const Wait &wait = waits[i];
    if (wait.error != Errno::SUCCESS)
      return true;
    if (wait.type == abi::EventType::Clock)
      return wait.deadline <= now;
    if (!wait.canMakeWait() || entries[i].revents != 0)
      return true;
    return wait.isWatchable && readinessOf(i) != 0;
  }

  abi::Event eventOf(uint32_t i) {
    const Wait &wait = waits[i];
    const short revents = entries[i].revents;
    const bool reads = wait.type == abi::EventType::FdRead && wait.file();
    return {.userdata = wait.userdata,
            .error = static_cast<uint16_t>(revents & POLLNVAL ? Errno::BADF : wait.error),
            .type = static_cast<uint8_t>(wait.type),
            .byteCount = reads ? wait.file()->readableBytes() : 0,
            .flags = static_cast<uint16_t>(hasHungUp(i) ? abi::kEventHangup : 0)};
  }

  bool hasHungUp(uint32_t i) {
    constexpr uint32_t kGone = abi::kEpollHangup | abi::kEpollError;
    const Wait &wait = waits[i];
    return (entries[i].revents & POLLHUP) != 0 ||
           (wait.isWatchable && (wait.file()->readiness() & kGone) != 0);
  }

  std::unique_ptr<pollfd[]> owned;
  std::unique_ptr<Wait[]> ownedWaits;
  pollfd few[kFewSubscriptions];
  union {
    Wait fewWaits[kFewSubscriptions]; // the first `count`
  };
  pollfd *const entries;
  Wait *const waits;
  uint32_t count = 0;
  uint32_t hostCount = 0;
  uint32_t watchedCount = 0;
  Deadline deadline = kNever;
  Deadline now = 0;
};

template <typename Subscription>
Errno poll(Thread &thread, GuestPtr<Subscription> subscriptions, GuestPtr<abi::Event> events, uint32_t count,
           GuestPtr<uint32_t> ready) {
  if (count == 0 || count > kMostSubscriptions)
    return Errno::INVAL;
  const GuestMemory memory = thread.memory();
  const uint8_t *source = TRY(memory.array(subscriptions, count));
  uint8_t *results = TRY(memory.array(events, count));
  Waits waits(count);
  for (uint32_t i = 0; i < count; ++i, source += sizeof(Subscription)) {
    TRY(waits.add(thread, GuestMemory::copyOf<Subscription>(source)));
  }
  TRY(waits.sleep());
  const uint32_t due = waits.collect([&](uint32_t index, const abi::Event &event) {
    memcpy(results + index * sizeof event, &event, sizeof event);
  });
  return memory.store(ready, due).error();
}

} // namespace

Errno poll_oneoff(Thread &thread, GuestPtr<abi::Subscription> subscriptions, GuestPtr<abi::Event> events,
                  uint32_t count, GuestPtr<uint32_t> ready) {
  return poll(thread, subscriptions, events, count, ready);
}

Errno unstable_poll_oneoff(Thread &thread, GuestPtr<abi::UnstableSubscription> subscriptions,
                           GuestPtr<abi::Event> events, uint32_t count, GuestPtr<uint32_t> ready) {
  return poll(thread, subscriptions, events, count, ready);
}

} // namespace wasixc::sys
