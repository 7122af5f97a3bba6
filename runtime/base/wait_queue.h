// WaitQueue: the one way in which runtime code sleeps for an event of another guest thread.
//
// Whoever waits is a Waiter: a fiber of the scheduler, which is not known here (kernel/scheduler.cpp serves
// the three functions in `parking`). Waiting parks the fiber and lets its worker run others; handlers are
// written as if they blocked. Signals and kill arrive here: a wait that they end says INTR.
//
// A queue belongs to an object with a lock, like a condition variable: the lock is held when the condition is
// examined, when a wait begins and when somebody wakes.
#pragma once

#include "runtime/base/blocking.h"
#include "runtime/base/locks.h"

namespace wasixc {

class Waiter {};

namespace parking {

enum class Wakeup : uint8_t { Unparked, TimedOut, Interrupted };

// The fiber that runs on this OS thread; a thread that is none of the scheduler's becomes one.
Waiter *current();
// Sleeps until unpark, the deadline or an interruption. May return Unparked for no reason.
Wakeup park(blocking::Deadline deadline);
// Whether the current fiber has to see to a signal instead of sleeping.
bool isInterrupted();
// Whether it has to leave the guest for good: its process ends, or runs another program.
bool mustLeave();
// Whether no other fiber has ever run, so that sleeping in the host holds nobody up.
bool isAlone();
// Ends the current or, if it does not sleep, the next park of `waiter`.
void unpark(Waiter *waiter);

} // namespace parking

class WaitQueue {
public:
  // A waiter's place in one queue. Whoever waits for several queues has a node in each.
  class Node {
  public:
    explicit Node(Waiter *waiter) : waiter(waiter) {}
    Node(const Node &) = delete;
    Node &operator=(const Node &) = delete;
    bool isQueued() const { return queue != nullptr; }

  private:
    friend class WaitQueue;
    Waiter *const waiter;
    WaitQueue *queue = nullptr;
    Node *next = nullptr;
    Node *previous = nullptr;
  };

  WaitQueue() = default;
  WaitQueue(const WaitQueue &) = delete;
  WaitQueue &operator=(const WaitQueue &) = delete;

  // Waits until somebody wakes: TIMEDOUT after the deadline, INTR when interrupted. `lock` is released
  // meanwhile. The condition has to be examined again afterwards: others may have been faster.
  Result<void> wait(Mutex &lock, blocking::Deadline deadline = blocking::kNever) REQUIRES(lock);

  // All of these require the lock of the queue's owner.
  void wakeOne();
  void wakeAll();
  bool isEmpty() const { return first == nullptr; }
  void add(Node &node);
  void remove(Node &node); // no matter whether it is queued

private:
  Node *first = nullptr;
  Node *last = nullptr;
};

} // namespace wasixc
