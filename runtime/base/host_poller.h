// The host poller: one thread in the host's epoll_wait, on behalf of every fiber that waits for host
// descriptors. So a fiber in a socket call sleeps without an OS thread of its own.
//
// It starts with the first wait of a program that has more than one fiber; a single fiber sleeps in the host
// by itself, which saves it two switches of threads. As long as the host refuses the thread, whoever waits
// looks again now and then: sleeping in the host, a few fibers could take all workers, and then nobody would
// be left to wake them.
#pragma once

#include "runtime/base/observers.h"
#include "runtime/base/unique_fd.h"

#include <vector>

namespace wasixc {

class HostPoller {
public:
  // Somebody's wait for one of `events` (of poll(2)) of a descriptor. Armed, it tells its observer once, and
  // is no longer armed; also when the descriptor hangs up or has an error.
  class Interest {
  public:
    Interest(int fd, short events, Observer &observer) : fd(fd), events(events), observer(observer) {}
    Interest(const Interest &) = delete;
    Interest &operator=(const Interest &) = delete;
    ~Interest() {
      if (wasArmed)
        get().disarm(*this);
    }

  private:
    friend class HostPoller;
    const int fd;
    const short events;
    Observer &observer;
    bool wasArmed = false; // ever
    bool isArmed = false;  // guarded by HostPoller::lock, as the links
    Interest *next = nullptr;
    Interest *previous = nullptr;
  };

  static HostPoller &get();

  // The descriptor must stay open until the interest is disarmed. The error is the host's: PERM for what is
  // always ready, AGAIN without the thread. Then nobody tells the observer.
  Result<void> arm(Interest &interest);
  // How long to sleep then before looking again.
  static constexpr blocking::Deadline kLook = 1'000'000;
  // Whether it has fired since it was armed.
  bool disarm(Interest &interest);

private:
  HostPoller() = default;
  bool start() REQUIRES(lock);
  static void *threadMain(void *poller);
  void run();
  void deliver(int fd, uint32_t events) REQUIRES(lock);
  bool ask(int fd, uint32_t events) REQUIRES(lock);
  void remove(Interest &interest) REQUIRES(lock);

  Mutex lock;
  UniqueFd epoll; // stays as it is once the thread runs
  bool isRunning GUARDED_BY(lock) = false;
  struct Interests {
    Interest *first = nullptr;
    uint32_t asked = 0; // what the host will tell about once, at least
  };
  std::vector<Interests> byDescriptor GUARDED_BY(lock);
};

// Waits until `fd` has one of `events` or hangs up: TIMEDOUT after the deadline, INTR when interrupted. What
// the next call finds may differ: somebody else can be faster.
Result<void> waitForHost(int fd, short events, blocking::Deadline deadline = blocking::kNever);
// The same for any of several, which get their results as from poll(2).
Result<void> waitForHost(std::span<pollfd> entries, blocking::Deadline deadline);

} // namespace wasixc
