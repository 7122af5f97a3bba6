// Waiting for the files of a set.
#include "runtime/base/host_poller.h"
#include "runtime/fs/epoll.h"

#include <optional>
#include <sys/epoll.h>

namespace wasixc {

uint32_t guestEpollEvents(uint32_t host); // epoll.cpp

// The events of one wait. What the two parts of one file report comes out as one event.
class Epoll::Results {
public:
  Results(std::span<abi::EpollEvent> events, uint64_t waitNumber) : events(events), waitNumber(waitNumber) {}

  size_t room() const { return events.size() - count; }
  size_t size() const { return count; }

  void report(EpollItem &item, uint32_t what) {
    if (item.waitNumber == waitNumber) {
      events[item.resultOfThisWait - 1].events |= what;
      return;
    }
    events[count] = item.event;
    events[count].events = what;
    item.waitNumber = waitNumber;
    item.resultOfThisWait = ++count;
  }

private:
  const std::span<abi::EpollEvent> events;
  const uint64_t waitNumber;
  size_t count = 0;
};

EpollItem *Epoll::takeQueued() {
  MutexLock guard(readyLock);
  EpollItem *item = ready.front();
  if (item)
    ready.remove(*item);
  return item;
}

// An item is taken off the list before its file is asked: a change in between puts it back.
void Epoll::collectQueued(Results &results) {
  size_t left;
  {
    MutexLock guard(readyLock);
    left = ready.size();
  }
  while (left-- > 0 && results.room() > 0) {
    EpollItem *item = takeQueued();
    if (!item)
      return;
    const uint32_t now = item->isDisabled ? 0 : item->file.readiness() & item->interest();
    if (now == 0)
      continue;
    results.report(*item, now);
    if (item->event.events & abi::kEpollOneShot) {
      item->isDisabled = true;
    } else if (!(item->event.events & abi::kEpollEdgeTriggered)) {
      MutexLock guard(readyLock);
      if (!item->isQueued)
        ready.push(*item);
    }
  }
}

void Epoll::collectFromHost(Results &results) {
  constexpr size_t kMostAtOnce = 64;
  epoll_event found[kMostAtOnce];
  const size_t room = std::min(results.room(), kMostAtOnce);
  if (room == 0 || hostItems.load(std::memory_order_relaxed) == 0)
    return;
  const int count = epoll_wait(host.get(), found, static_cast<int>(room), 0);
  for (int i = 0; i < count; ++i)
    results.report(*static_cast<EpollItem *>(found[i].data.ptr), guestEpollEvents(found[i].events));
}

// Neither part may starve the other when there is room for few events only.
size_t Epoll::collect(std::span<abi::EpollEvent> events) {
  MutexLock guard(lock);
  Results results(events, ++waits);
  isHostFirst = !isHostFirst;
  if (isHostFirst)
    collectFromHost(results);
  collectQueued(results);
  if (!isHostFirst)
    collectFromHost(results);
  return results.size();
}

namespace {

// A fiber that sleeps for a set.
class Sleeper {
public:
  explicit Sleeper(Epoll &epoll)
      : epoll(epoll), observer(parking::current()), interest(epoll.pollDescriptor(), POLLIN, observer) {
    epoll.watch(observer);
  }
  ~Sleeper() { epoll.unwatch(observer); }

  // Without the poller (no memory for a thread) it has to look again by itself.
  Result<void> sleep(blocking::Deadline deadline) {
    if (!HostPoller::get().arm(interest).ok())
      deadline = std::min(deadline, blocking::now() + HostPoller::kLook);
    if (parking::park(deadline) == parking::Wakeup::Interrupted)
      return Errno::INTR;
    return {};
  }

private:
  Epoll &epoll;
  FiberObserver observer;
  HostPoller::Interest interest;
};

} // namespace

Result<size_t> Epoll::wait(std::span<abi::EpollEvent> events, blocking::Deadline deadline) {
  std::optional<Sleeper> sleeper;
  for (;;) {
    if (const size_t count = collect(events); count > 0)
      return count;
    if (deadline != blocking::kNever && blocking::now() >= deadline)
      return size_t{0};
    if (parking::isAlone()) {
      pollfd entry = {host.get(), POLLIN, 0};
      TRY(blocking::poll({&entry, 1}, deadline));
    } else if (!sleeper) {
      sleeper.emplace(*this); // and look once more: something may have happened just before
    } else {
      TRY(sleeper->sleep(deadline));
    }
  }
}

// Nested in another instance, or in a poll. Only files that have been heard of are asked, and each that has
// nothing to tell leaves the list until it is heard of again, as on Linux: to ask all, on all ways through
// nested instances, would take ages.
uint32_t Epoll::readiness() {
  MutexLock guard(lock);
  size_t left;
  {
    MutexLock readyGuard(readyLock);
    left = ready.size();
  }
  while (left-- > 0) {
    EpollItem *item = takeQueued();
    if (!item)
      break;
    if (item->isDisabled || (item->file.readiness() & item->interest()) == 0)
      continue;
    MutexLock readyGuard(readyLock);
    if (!item->isQueued)
      ready.push(*item);
    return abi::kEpollIn;
  }
  return 0;
}

} // namespace wasixc
