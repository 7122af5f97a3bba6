// The scheduler: workers (OS threads) run fibers (guest threads).
//
// A fork switches to the child on the same worker and puts the parent in front of the worker's queue; when
// the child ends or blocks, the worker continues the parent. Likewise a fiber that is woken joins the queue
// of the worker that woke it: a pipe between two processes is a pair of stack switches. No OS thread is woken
// eagerly, because that costs more than all the rest.
//
// Instead a monitor thread looks every kTick: a fiber that has waited in a queue for a whole tick, because
// its worker is computing or sits in a blocking host call, goes to the shared queue, and an idle worker is
// woken for it, or one is started. As long as there are CPUs that is done at once; when all are busy, after
// kOversubscribeTicks, and then the kernel's scheduler shares the CPUs out. So no guest starves another.
//
// Before a second fiber exists there are no threads but the main one. One lock guards all queues; it is taken
// last of all, and never across a switch.
#pragma once

#include "runtime/kernel/fiber.h"

#include <condition_variable>
#include <mutex>
#include <pthread.h>
#include <set>
#include <vector>

namespace wasixc {

// An OS thread that runs fibers.
struct Worker {
  // Changed by the worker only, without the lock; others look (Scheduler::workerOf).
  Fiber *current() const { return running.load(std::memory_order_relaxed); }
  void setCurrent(Fiber *fiber) { running.store(fiber, std::memory_order_relaxed); }

  std::atomic<Fiber *> running{nullptr};
  Fiber *left = nullptr; // whose stack the last switch has left
  Fiber *idle = nullptr; // waits for work on a stack of its own
  FiberQueue queue;
  std::condition_variable wake;
  pthread_t thread = pthread_self();
  CpuMeter meter;
  bool isIdle = false;
  uint32_t picks = 0;
  const std::atomic<bool> *isBlocked = nullptr; // in a host call that may sleep
};

class Scheduler {
public:
  static Scheduler &get();

  // What waiting takes, for the calling thread if it is the program's first one. Waiting later cannot fail, so this
  // is for a time when failing is still possible.
  Result<void> prepareIdleFiber();

  // Runs `fiber`, which is new, on this worker at once; the caller continues when that has ended or waits, or
  // when the monitor finds that it takes too long.
  void runFirst(Fiber &fiber);
  // Makes a new fiber runnable, after the current one.
  void enqueue(Fiber &fiber);
  // Lets others run.
  void yield();
  // Ends the current fiber.
  [[noreturn]] void end();
  // Ends the current fiber and goes on with `next`, which is new.
  [[noreturn]] void endInto(Fiber &next);

  // The current fiber; adopts OS threads that are not workers yet.
  Fiber &current();
  // Whether there has ever been a second fiber.
  bool isMultitasking() const { return multitasking.load(std::memory_order_relaxed); }

  parking::Wakeup park(blocking::Deadline deadline);
  void unpark(Fiber &fiber);

  // scheduler_preempt.cpp: interrupts the OS thread that runs the fiber, if it sits in a host call that may
  // sleep, or anyway when it `mustLeave`. Whether that had to be tried; it may have come too early to have an
  // effect.
  bool preempt(Fiber &fiber, bool mustLeave);
  bool isCurrentInterrupted() {
    const Worker *self = thisWorker();
    return self && self->current()->isInterrupted();
  }
  bool mustCurrentLeave() {
    const Worker *self = thisWorker();
    return self && self->current()->mustLeave();
  }

  // The cycles in which a worker has run the current fiber (kernel/cycles.h), and the CPU time that fibers
  // have used (kernel/cpu_time.h): scheduler_clocks.cpp.
  uint64_t cyclesOfCurrent();
  CpuTime cpuTimeOfCurrent(bool exactly);
  CpuTime cpuTime(const Fiber &fiber);

  // An OverdraftHandler of base/accountant.h: tells the current fiber's client, if there is one.
  static void noteOverdraft();

  // For tests and measurements.
  size_t workerCount();

private:
  friend class Fiber;
  using Guard = std::unique_lock<std::mutex>;

  static constexpr blocking::Deadline kTick = 100'000; // ns
  static constexpr blocking::Deadline kSlowTick = 1'000'000;
  static constexpr uint32_t kTicksUntilSlow = 20;
  static constexpr uint32_t kOversubscribeTicks = 20;
  static constexpr uint32_t kSharedQueueTurn = 61;
  static constexpr size_t kMostWorkers = 4096;

  [[noreturn]] static void begin();
  static Worker *thisWorker();
  Worker &adoptThread();
  void startWorker();
  static void *workerMain(void *signalStack);
  [[noreturn]] void idleLoop();
  static void idleMain(void *scheduler);

  Fiber *pick(Worker &worker);
  void switchAway(Worker &worker, Guard &guard);
  void switchTo(Worker &worker, Fiber &next);
  static void finishSwitch();
  static void endStay(Worker &worker, bool exactly);
  const Worker *workerOf(const Fiber &fiber) const;
  void pushLocal(Worker &worker, Fiber &fiber, bool inFront);
  void makeRunnable(Fiber &fiber);

  // scheduler_monitor.cpp
  void noteQueued(Fiber &fiber);
  void wakeWorkers();
  size_t busyWorkers() const;
  bool fireTimers();
  bool moveOldFibers();
  bool isMonitorNeeded() const;
  static void *monitorMain(void *scheduler);
  void monitorLoop();

  std::mutex lock; // guards everything below
  std::vector<Worker *> workers;
  std::vector<Worker *> idleWorkers;
  size_t startingWorkers = 0;
  FiberQueue shared;
  std::set<std::pair<blocking::Deadline, Fiber *>> timers;
  std::condition_variable monitorWake;
  bool hasMonitor = false;
  bool isMonitorDormant = false;
  uint64_t tick = 0;
  uint64_t queuedCount = 0;
  std::atomic<bool> multitasking{false};
};

} // namespace wasixc
