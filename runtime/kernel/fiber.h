// A fiber: the host's side of a guest thread as the scheduler sees it, a host stack and what runs on it.
//
// The stack carries the handlers of the guest's host calls (Context::hostStackPointer lies in it). Stacks
// come from a pool and are touched lazily, so a fiber costs about two pages. The first fiber of the program
// runs on the main thread's own stack: a program that never forks pays for none of this.
#pragma once

#include "runtime/base/wait_queue.h"
#include "runtime/guest/guarded_block.h"
#include "runtime/kernel/cpu_time.h"
#include "runtime/kernel/stack_watch.h"

#include <atomic>

namespace wasixc {

class Scheduler;

// Memory for one host stack.
class HostStack {
public:
  static constexpr size_t kBytes = 128 * 1024;

  HostStack() = default;

  // NOMEM when the kernel refuses.
  static Result<HostStack> take();

  uint8_t *low() const { return block.data(); }
  uint8_t *top() const { return block.data() + block.size(); }

private:
  explicit HostStack(guest::GuardedBlock block) : block(std::move(block)) {}

  guest::GuardedBlock block;
};

class Fiber : public Waiter {
public:
  using Main = void (*)(void *argument);

  // Whose work the fiber does, as far as the scheduler has something to tell them. On the fiber's own OS
  // thread, while it runs; any lock may be held.
  class Client {
  public:
    // The fiber has run for a while (Scheduler::endStay).
    virtual void settleMemory() = 0;
    // It has allocated more than there is (base/accountant.h).
    virtual void noteOverdraft() = 0;

  protected:
    ~Client() = default;
  };
  // Null for none. Requires: it is the current fiber.
  void setClient(Client *newClient) { client = newClient; }

  // A fiber that will run `main` on a stack of its own. It is deleted when it ends.
  // NOMEM.
  static Result<Fiber *> create(Main main, void *argument);

  // Makes park() return Interrupted, now and until the interruption is taken back: for a signal, or because
  // the thread must leave its program.
  enum class Interruption : uint8_t { None, Signal, Leave };
  void setInterruption(Interruption now) { interruption.store(now, std::memory_order_seq_cst); }
  bool isInterrupted() const { return interruption.load(std::memory_order_seq_cst) != Interruption::None; }
  bool mustLeave() const { return interruption.load(std::memory_order_relaxed) == Interruption::Leave; }

private:
  friend class Scheduler;
  friend class FiberQueue;
  friend struct Worker;

  // Queued: in a run queue. Notified: running, and its next park returns at once.
  enum class State : uint8_t { Running, Notified, Parked, Queued };

  Fiber() = default;
  Fiber(HostStack stack, Main main, void *argument);

  void *stackPointer = nullptr;        // a SwitchFrame, while it does not run
  std::atomic<bool> isOnWorker{false}; // until its stack has been left
  std::atomic<Interruption> interruption{Interruption::None};
  bool isDead = false;
  State state = State::Running; // guarded by the scheduler's lock, like all that follows
  bool hasTimedOut = false;
  blocking::Deadline deadline = blocking::kNever;
  uint64_t queuedTick = 0;
  Fiber *next = nullptr; // in a run queue
  Fiber *previous = nullptr;
  uint64_t cycles = 0;   // between its beginning and when it was left last; its worker's, as is what follows
  SharedCpuTime cpuTime; // likewise
  uint64_t settledCycles = 0; // at the last settleMemory()
  Client *client = nullptr;
  HostStack stack;
  [[no_unique_address]] StackWatch watch;
  Main main = nullptr;
  void *argument = nullptr;
};

// A run queue. Fibers enter at either end and leave at the front.
class FiberQueue {
public:
  Fiber *front() const { return first; }
  static Fiber *after(const Fiber &fiber) { return fiber.next; }
  size_t size() const { return count; }
  void pushFront(Fiber &fiber);
  void pushBack(Fiber &fiber);
  void remove(Fiber &fiber);
  Fiber *popFront();

private:
  Fiber *first = nullptr;
  Fiber *last = nullptr;
  size_t count = 0;
};

} // namespace wasixc
