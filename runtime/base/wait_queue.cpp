#include "runtime/base/wait_queue.h"

namespace wasixc {

// A fiber can be unparked for reasons of the past, so only the node tells whether somebody woke this wait. If
// somebody did, that counts, whatever else has happened meanwhile: no wakeup gets lost.
Result<void> WaitQueue::wait(Mutex &lock, blocking::Deadline deadline) {
  Node node(parking::current());
  add(node);
  for (;;) {
    lock.release();
    const parking::Wakeup wakeup = parking::park(deadline);
    lock.acquire();
    if (!node.isQueued())
      return {};
    if (wakeup == parking::Wakeup::Unparked)
      continue;
    remove(node);
    return wakeup == parking::Wakeup::TimedOut ? Errno::TIMEDOUT : Errno::INTR;
  }
}

void WaitQueue::wakeOne() {
  if (!first)
    return;
  Waiter *waiter = first->waiter;
  remove(*first);
  parking::unpark(waiter);
}

void WaitQueue::wakeAll() {
  while (first)
    wakeOne();
}

void WaitQueue::add(Node &node) {
  node.queue = this;
  node.previous = last;
  (last ? last->next : first) = &node;
  last = &node;
}

void WaitQueue::remove(Node &node) {
  if (node.queue != this)
    return;
  (node.previous ? node.previous->next : first) = node.next;
  (node.next ? node.next->previous : last) = node.previous;
  node.queue = nullptr;
  node.next = node.previous = nullptr;
}

} // namespace wasixc
