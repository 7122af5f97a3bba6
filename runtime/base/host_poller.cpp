#include "runtime/base/host_poller.h"

#include "runtime/base/host_thread.h"

#include <csignal>
#include <list>
#include <pthread.h>
#include <sys/epoll.h>

namespace wasixc {

namespace {

constexpr int kEventsAtOnce = 64;

// The bits of poll(2) and of epoll are the same (linux/eventpoll.h).
static_assert(POLLIN == EPOLLIN && POLLOUT == EPOLLOUT && POLLPRI == EPOLLPRI && POLLHUP == EPOLLHUP);

} // namespace

HostPoller &HostPoller::get() {
  static HostPoller *const instance = new HostPoller;
  return *instance;
}

// Signals of the host are for the threads that run guests.
bool HostPoller::start() {
  if (isRunning)
    return true;
  if (!epoll)
    epoll = UniqueFd(epoll_create1(EPOLL_CLOEXEC));
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  isRunning = epoll && startHostThread(&threadMain, this);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return isRunning;
}

void *HostPoller::threadMain(void *poller) {
  static_cast<HostPoller *>(poller)->run();
  return nullptr;
}

void HostPoller::run() {
  epoll_event events[kEventsAtOnce];
  for (;;) {
    const int count = epoll_wait(epoll.get(), events, kEventsAtOnce, -1);
    MutexLock guard(lock);
    for (int i = 0; i < count; ++i)
      deliver(events[i].data.fd, events[i].events);
  }
}

// An event may belong to a descriptor that had this number before: then somebody looks in vain.
void HostPoller::deliver(int fd, uint32_t events) {
  Interests &all = byDescriptor[static_cast<size_t>(fd)];
  all.asked = 0;
  uint32_t left = 0;
  Interest *next = nullptr;
  for (Interest *interest = all.first; interest; interest = next) {
    next = interest->next;
    if (events & (static_cast<uint32_t>(interest->events) | EPOLLERR | EPOLLHUP)) {
      remove(*interest);
      interest->observer.notify(events);
    } else {
      left |= static_cast<uint32_t>(interest->events);
    }
  }
  if (left != 0)
    ask(fd, left);
}

// Every question is about one event (EPOLLONESHOT): nobody is woken who does not wait. The registration stays
// until the descriptor is closed, which the kernel sees by itself.
bool HostPoller::ask(int fd, uint32_t events) {
  uint32_t &asked = byDescriptor[static_cast<size_t>(fd)].asked;
  epoll_event event = {.events = asked | events | EPOLLONESHOT, .data = {.fd = fd}};
  if (epoll_ctl(epoll.get(), EPOLL_CTL_MOD, fd, &event) != 0 &&
      (hostErrno() != ENOENT || epoll_ctl(epoll.get(), EPOLL_CTL_ADD, fd, &event) != 0))
    return false;
  asked |= events;
  return true;
}

Result<void> HostPoller::arm(Interest &interest) {
  interest.wasArmed = true;
  MutexLock guard(lock);
  if (!start())
    return Errno::AGAIN;
  if (interest.isArmed)
    return {};
  const auto index = static_cast<size_t>(interest.fd);
  if (byDescriptor.size() <= index)
    byDescriptor.resize(index + 1);
  Interest *&first = byDescriptor[index].first;
  const bool isFirst = !first;
  interest.previous = nullptr;
  interest.next = first;
  if (first)
    first->previous = &interest;
  first = &interest;
  interest.isArmed = true;
  // Of several on one descriptor, the first asks for what the others ask for, too.
  const auto events = static_cast<uint32_t>(interest.events);
  if (isFirst)
    byDescriptor[index].asked = 0; // the number may belong to another description now
  if ((!isFirst && (events & ~byDescriptor[index].asked) == 0) || ask(interest.fd, events))
    return {};
  const Errno error = hostError();
  remove(interest);
  return error;
}

void HostPoller::remove(Interest &interest) {
  Interests &all = byDescriptor[static_cast<size_t>(interest.fd)];
  (interest.previous ? interest.previous->next : all.first) = interest.next;
  if (interest.next)
    interest.next->previous = interest.previous;
  interest.isArmed = false;
}

bool HostPoller::disarm(Interest &interest) {
  MutexLock guard(lock);
  if (!interest.isArmed)
    return true;
  remove(interest);
  return false;
}

namespace {

Result<void> sleepInHost(std::span<pollfd> entries, blocking::Deadline deadline) {
  if (TRY(blocking::poll(entries, deadline)) == 0)
    return Errno::TIMEDOUT;
  return {};
}

// Sleeps until an interest tells its observer, at most until the deadline. Without anything armed, a short
// time that counts as having been told.
parking::Wakeup parkUntilTold(bool isArmed, blocking::Deadline deadline) {
  if (isArmed)
    return parking::park(deadline);
  const blocking::Deadline look = blocking::now() + HostPoller::kLook;
  const auto wakeup = parking::park(std::min(deadline, look));
  return wakeup == parking::Wakeup::TimedOut && look < deadline ? parking::Wakeup::Unparked : wakeup;
}

Result<void> resultOf(parking::Wakeup wakeup) {
  switch (wakeup) {
  case parking::Wakeup::Unparked:
    return {};
  case parking::Wakeup::TimedOut:
    return Errno::TIMEDOUT;
  case parking::Wakeup::Interrupted:
    return Errno::INTR;
  }
  return {};
}

} // namespace

Result<void> waitForHost(int fd, short events, blocking::Deadline deadline) {
  FiberObserver observer(parking::current());
  HostPoller::Interest interest(fd, events, observer);
  for (;;) {
    pollfd entry = {fd, events, 0};
    if (parking::isAlone())
      return sleepInHost({&entry, 1}, deadline);
    const bool isArmed = HostPoller::get().arm(interest).ok();
    if (!isArmed && TRY(blocking::poll({&entry, 1}, 0)) > 0)
      return {};
    const parking::Wakeup wakeup = parkUntilTold(isArmed, deadline);
    if (isArmed && HostPoller::get().disarm(interest))
      return {};
    TRY(resultOf(wakeup));
  }
}

Result<void> waitForHost(std::span<pollfd> entries, blocking::Deadline deadline) {
  FiberObserver observer(parking::current());
  std::list<HostPoller::Interest> interests;
  for (const pollfd &entry : entries)
    interests.emplace_back(entry.fd, entry.events, observer);
  for (;;) {
    if (parking::isAlone())
      return sleepInHost(entries, deadline);
    bool isArmed = true;
    for (HostPoller::Interest &interest : interests)
      isArmed = isArmed && HostPoller::get().arm(interest).ok();
    if (!isArmed && TRY(blocking::poll(entries, 0)) > 0)
      return {};
    const parking::Wakeup wakeup = parkUntilTold(isArmed, deadline);
    if (TRY(blocking::poll(entries, 0)) > 0)
      return {};
    TRY(resultOf(wakeup));
  }
}

} // namespace wasixc
