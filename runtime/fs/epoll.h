// Epoll: a set of files and what somebody wants to know about them, as epoll(7).
//
// Files of the host are in an epoll instance of the host, which knows levels, edges and one-shots by itself.
// Objects of the runtime (pipes, event counters) tell their item, an Observer, and the item joins the list of
// those to look at; a wait looks at each and keeps level-triggered ones on the list, as Linux does. An epoll
// instance in another is both: the host watches the host's part.
//
// An item is found by descriptor number and open file description, and does not keep the file open: it goes
// with the last descriptor.
//
// Locks, outermost first: the lock of all links between files and instances (epoll.cpp), Epoll::lock, the
// lock of a file in the set, Epoll::readyLock; of nested instances the outer one's before the inner one's,
// except for readyLock, where it is the other way round.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/base/unique_fd.h"
#include "runtime/fs/file.h"
#include "runtime/fs/inode_number.h"

#include <map>
#include <memory>

struct epoll_event;

namespace wasixc {

// One file in one set.
class EpollItem final : public Observer {
public:
  EpollItem(Epoll &owner, File &file, uint32_t fd, const abi::EpollEvent &event)
      : owner(owner), file(file), fd(fd), event(event), wanted(event.events) {}

  void notify(uint32_t events) override;

private:
  friend class Epoll;
  friend class EpollReadyList;

  // EPOLLERR and EPOLLHUP are always reported.
  uint32_t interest() const {
    return wanted.load(std::memory_order_relaxed) | abi::kEpollError | abi::kEpollHangup;
  }
  void change(const abi::EpollEvent &now) {
    event = now;
    wanted.store(now.events, std::memory_order_relaxed);
  }

  Epoll &owner;
  File &file;
  const uint32_t fd;
  abi::EpollEvent event;        // what is wanted, and the data to give back
  std::atomic<uint32_t> wanted; // event.events, for those who have no lock
  bool isDisabled = false;      // a one-shot that has fired
  int hostFd = -1;              // in the host's instance
  UniqueFd duplicate;           // the host wants a number of its own for each item
  size_t resultOfThisWait = 0;  // 1 + its index there
  uint64_t waitNumber = 0;
  EpollItem *nextOfFile = nullptr;
  EpollItem *previousOfFile = nullptr;
  uint64_t checkOfFile = 0; // the last check of nesting that has counted the file, if this is its first item
  bool isQueued = false; // guarded by readyLock, like the links
  EpollItem *next = nullptr;
  EpollItem *previous = nullptr;
};

// Items to look at, in the order in which they came.
class EpollReadyList {
public:
  void push(EpollItem &item);
  void remove(EpollItem &item);
  EpollItem *front() const { return first; }
  static EpollItem *after(const EpollItem &item) { return item.next; }
  size_t size() const { return count; }

private:
  EpollItem *first = nullptr;
  EpollItem *last = nullptr;
  size_t count = 0;
};

class Epoll final : public File {
public:
  static Result<Ref<Epoll>> create();
  ~Epoll() override;

  // epoll_ctl. EXIST, NOENT; PERM for a file that never makes anybody wait; INVAL for the instance itself;
  // LOOP when it would come to watch itself, or for more than five instances in one another; INVAL also when
  // an event of a file would take too many ways through nested instances (epoll_nesting.cpp).
  Result<void> add(File &file, uint32_t fd, const abi::EpollEvent &event);
  Result<void> modify(File &file, uint32_t fd, const abi::EpollEvent &event);
  Result<void> remove(File &file, uint32_t fd);

  // Waits until there is an event or the deadline has passed; the number of events.
  Result<size_t> wait(std::span<abi::EpollEvent> events, blocking::Deadline deadline);

  Result<abi::FileStat> stat() override;
  uint64_t possibleRights() const override;
  int pollDescriptor() const override { return host.get(); }
  bool isWatchable() const override { return true; }
  uint32_t readiness() override;
  void watch(Observer &observer) override;
  void unwatch(Observer &observer) override;
  Epoll *epoll() override { return this; }

  // For File: the file is about to go.
  static void forget(File &file);

private:
  friend class EpollItem;
  using Key = std::pair<uint32_t, File *>;
  class Results;

  explicit Epoll(UniqueFd host);
  template <typename T, typename... Arguments>
  friend Ref<T> makeRef(Arguments &&...);

  class Nesting;
  EpollItem *find(File &file, uint32_t fd) REQUIRES(lock);
  Result<void> addToHost(EpollItem &item) REQUIRES(lock);
  Result<void> changeInHost(EpollItem &item, int operation) REQUIRES(lock);
  void detach(EpollItem &item) REQUIRES(lock);
  void requeue(EpollItem &item) REQUIRES(lock);
  void wakeWaiters();
  size_t collect(std::span<abi::EpollEvent> events);
  void collectQueued(Results &results) REQUIRES(lock);
  void collectFromHost(Results &results) REQUIRES(lock);
  EpollItem *takeQueued();

  // What a check of nesting has found out about this instance; guarded by EpollLinks::lock.
  static constexpr size_t kMostNested = 5; // as Linux
  struct Levels {
    uint64_t check = 0;                 // in which check
    size_t count = 0;                   // in a row, with this one; more than kMostNested for a loop
    uint32_t ways[kMostNested] = {};    // upwards only: how many ways out lead through that many more
    uint64_t checkOfFiles = 0;          // downwards only: in which check its files were looked at
  };
  Levels below, above;

  const UniqueFd host;
  const uint64_t inode = newInodeNumber();
  Mutex lock;
  std::map<Key, std::unique_ptr<EpollItem>> items; // guarded by lock, and only changed with the links' lock
  std::atomic<size_t> hostItems{0};
  uint64_t waits GUARDED_BY(lock) = 0;
  bool isHostFirst GUARDED_BY(lock) = false;

  Mutex readyLock;
  EpollReadyList ready GUARDED_BY(readyLock);
  Observers observers GUARDED_BY(readyLock);
};

} // namespace wasixc
