// Observers: who wants to hear that something has changed, for as long as they are on the list. An object
// with a lock owns the list; the lock is held when it changes and when its members are told.
//
// A WaitQueue serves fibers that sleep for one event of one object. Observers serve polls: one fiber, or an
// epoll instance that no fiber waits for at the moment, looks after many objects.
#pragma once

#include "runtime/base/wait_queue.h"

namespace wasixc {

class Observer {
public:
  Observer() = default;
  Observer(const Observer &) = delete;
  Observer &operator=(const Observer &) = delete;
  virtual ~Observer() = default;

  // Something has happened that may make the observed object ready for one of `events` (abi::EpollFlags).
  // Called with the object's lock held: only locks of leaves and of other polls may be taken here.
  virtual void notify(uint32_t events) = 0;

private:
  friend class Observers;
  Observer *next = nullptr;
  Observer *previous = nullptr;
};

class Observers {
public:
  Observers() = default;
  Observers(const Observers &) = delete;
  Observers &operator=(const Observers &) = delete;

  void add(Observer &observer) {
    observer.next = first;
    observer.previous = nullptr;
    if (first)
      first->previous = &observer;
    first = &observer;
  }

  void remove(Observer &observer) {
    (observer.previous ? observer.previous->next : first) = observer.next;
    if (observer.next)
      observer.next->previous = observer.previous;
  }

  // No observer may leave the list while it is told.
  void notifyAll(uint32_t events) {
    for (Observer *observer = first; observer; observer = observer->next)
      observer->notify(events);
  }

private:
  Observer *first = nullptr;
};

// Wakes a fiber, which looks at everything it waits for again.
class FiberObserver final : public Observer {
public:
  explicit FiberObserver(Waiter *waiter) : waiter(waiter) {}
  void notify(uint32_t) override { parking::unpark(waiter); }

private:
  Waiter *const waiter;
};

} // namespace wasixc
