// A guest thread: the host's side of one guest stack. Handlers get the thread that called them and reach
// everything else through it.
//
// A host call need not return to the guest that made it. It may end the process, replace the program (exec),
// or continue the guest elsewhere (longjmp, the parent after a vfork): then it leaves word here, the gate
// abandons the guest instead of returning to it, and run() goes on with what was decided.
#pragma once

#include "abi/context.h"
#include "runtime/base/guest_memory.h"
#include "runtime/guest/call.h"
#include "runtime/guest/continuation.h"
#include "runtime/guest/preempt.h"
#include "runtime/kernel/coroutines.h"
#include "runtime/kernel/fiber.h"
#include "runtime/kernel/process.h"
#include "runtime/kernel/signal.h"

#include <atomic>
#include <memory>
#include <optional>

namespace wasixc {

class Program;

// A parent whose vfork child borrows this thread and its memory (WASIX semantics 5 and 6).
struct Vfork {
  Process *parent;
  // proc_fork(0): where the parent goes on. Without it (proc_fork_env) the child's last call just returns.
  std::optional<guest::Continuation> continuation;
  GuestPtr<uint32_t> pid; // where the parent finds the child's pid
};

class Thread final : private Fiber::Client {
public:
  // The first thread of a process has the number of the process.
  explicit Thread(Process &process);
  Thread(Process &process, Tid number);
  ~Thread();
  Thread(const Thread &) = delete;
  Thread &operator=(const Thread &) = delete;

  // The process the thread acts for: the child's during a vfork.
  Process &process() { return *owner; }
  // The one whose memory it uses: the parent's during a vfork.
  Process &memoryOwner() { return vfork ? *vfork->parent : *owner; }
  Tid tid() const { return vfork ? owner->pid : number; }
  bool isMain() const { return isFirst; }
  DescriptorTable &descriptors() { return owner->descriptors; }

  // The context of the instance that made the current call; its memory is the one that pointers refer to. It
  // is what GS says and nothing else: whatever brought a guest here (an import, an instruction like
  // memory.atomic.wait, a call from a library or through one), there is no second record that could be of an
  // earlier call. Requires: the thread is in a host call of its guest.
  static abi::Context &callerContext() { return *guest::currentContext(); }
  static GuestMemory memory() { return GuestMemory(callerContext().memory0); }

  // Runs the thread's program, from its entry or as a forked child, to the end of its process's life in this
  // thread. The exit status of the process is set then; the rest is the caller's.
  // The first thread stays for as long as there are others.
  enum class Begin : uint8_t { Entry, Forked, Spawned };
  void run(Begin begin);
  // The same on a fiber of its own: a Fiber::Main. Owns the thread and ends its process in the kernel.
  static void fiberMain(void *thread);
  // Another thread of the process, with a fiber of its own, that calls the guest's thread entry.
  static Result<Tid> spawn(Thread &parent, uint32_t argument);

  // Ends the process; takes effect when the current call is over.
  void exitProcess(ExitStatus status);
  // Ends the thread only; the same.
  void exitThread();
  // Runs another program in place of the current one when the current call is over.
  void replaceProgram(std::unique_ptr<Program> next);
  // Continues the guest that is in a host call under `context` when the current call is over; that one
  // returns `result`.
  void continueGuest(abi::Context &context, uint64_t result);
  // The same for a thread that does not run yet, with 0 as the result.
  void beginAt(abi::Context &context) { goal = Goal{&context, 0, context.guestStackPointer}; }
  // Calls the entry of a coroutine, on an empty stack, when the current call is over.
  void startCoroutine(Coroutines::Entry entry);

  // fork.cpp. The child's identity, until the child ends or runs a program of its own.
  void beginVfork(Process &child, Vfork state);
  bool isInVfork() const { return vfork.has_value(); }
  // A fork could not separate the memories before the thread had to leave its guest.
  bool sharesMemoryWithChild = false;
  // Whether the guest itself goes back to its fork once the child's last call has returned (proc_fork_env).
  bool doesGuestEndVfork() const { return vfork && !vfork->continuation; }
  // What may hold references to exceptions in the parent's frames.
  void addSavedRoots(guest::ExceptionHeap::Roots &roots) const;
  // Gives the thread back to the parent, which goes on at its fork when the current call is over.
  void endVfork();

  // Sends a signal to the thread's process; it acts before the current call returns.
  void raise(uint8_t signal);

  // Makes blocking calls of this thread return INTR until it attends to its signals, and interrupts guest
  // code when its process is to end or to stop. Whether it may have been in such a call or in such code, so
  // that this must be repeated to be sure. Requires: Process::lock.
  bool interrupt();

  // Guest code must not go on: the process ends, or another thread runs another program (exec). Requires:
  // Process::lock.
  void evict() { isEvicted.store(true, std::memory_order_seq_cst); }
  bool mustLeave() const { return isEvicted.load(std::memory_order_seq_cst); }
  // Guest code must wait where it is: the process is stopped. The same.
  void setMustPause(bool isStopped) { mustPause.store(isStopped, std::memory_order_seq_cst); }
  void setInterrupted(bool isInterrupted);

  // fork of a process with several threads. halt() asks the thread not to run guest code until resume();
  // isHalted() tells whether that is so, and must be asked again if not. Requires: Process::lock.
  void halt();
  bool isHalted();
  void resume();

  // Set when the thread must not simply return to the guest from its call.
  bool needsAttention() const { return attention.load(std::memory_order_relaxed); }
  void requestAttention() { attention.store(true, std::memory_order_seq_cst); }
  // Sees to what has come up in a host call: thread_signals.cpp. What is to be done then, in the host.
  enum class Attention : uint8_t {
    GoOn,
    Repeat,   // make the call again: it has been interrupted, by nothing that the guest is to know of
    Deliver,  // let the guest run the callback of a signal
    Leave,    // the guest
    NoMemory, // end it: it has used more than there is
  };
  Attention attend(bool isCallInterrupted, Process::Delivery &delivery);
  // The same between two instructions of the guest, where nothing can be delivered: waits while it must not
  // run. Whether it goes on; else it is to be left.
  bool pause();
  // Back to the guest, when it may run.
  void enterGuestUnlessHalted();

  // When the current call was made. A call that is made again (Attention::Repeat) began when it was made
  // first: that is what its relative times count from.
  blocking::Deadline callBegan() { return began = repeatedFrom ? repeatedFrom : blocking::now(); }
  // The last answer of callBegan(), and what it says from now on; 0: the time.
  blocking::Deadline lastBegan() const { return began; }
  void setRepeatedFrom(blocking::Deadline instant) { repeatedFrom = instant; }

  // thread_usage.cpp: CPU time, and cycles that the thread's process uses (wasixc_v1.tos), which are counted
  // once a program asks for them.
  CpuTime cpuTime();
  RisingClock cpuClock;
  void countCycles();
  bool countsCycles() const { return isCounting; }
  void beginCountingHost();
  void endCountingHost();
  // Adds what the thread has used so far to its process's accounts. Requires: the guest is in a host call.
  void settleUsage();

  // Around every host call. The thread that reads this (isHalted) makes up for the missing barrier.
  void enterHost() { isInHost.store(true, std::memory_order_relaxed); }
  void enterGuest() {
    isInHost.store(false, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }

  std::unique_ptr<Program> program; // null in tests

private:
  friend class Process; // pending, mustHalt, settledCpuTime

  static void spawnedMain(void *thread);
  void settleMemory() override;
  void noteOverdraft() override;
  void runGuest(Begin begin);
  void reportEnd(const guest::CallResult &result);
  bool endsAlone(const guest::CallResult &result);
  bool endedVforkChild();
  guest::CallResult beginGuest(Begin begin);
  guest::CallResult continueAtGoal();
  bool waitUntilFree();
  void seeToMoreSignals();
  void changeOwner(Process &process);
  static const guest::Preemption preemption;
  static guest::Preemption::Verdict decideInHandler(void *thread);

  Process *owner;
  const Tid number;
  const bool isFirst;
  uint32_t argument = 0; // of its spawn
  uint32_t pending = 0;  // bit n: signal n is for this thread alone; guarded by Process::lock
  std::atomic<bool> attention{false};
  std::atomic<bool> isEvicted{false};
  std::atomic<bool> mustPause{false};
  std::atomic<bool> isInHost{true};
  std::atomic<uint32_t> mustHalt{0};
  std::atomic<bool> isHaltedInGuest{false};
  std::atomic<Fiber *> fiber{nullptr};
  std::unique_ptr<Program> nextProgram;
  struct Goal {
    abi::Context *context;
    uint64_t result;
    uint64_t stackPointer; // leaving the guest puts the context's back to what it was before it was entered
  };
  std::optional<Goal> goal;
  Coroutines::Entry nextCoroutine = nullptr;
  std::optional<Vfork> vfork;
  blocking::Deadline began = 0;
  blocking::Deadline repeatedFrom = 0;
  bool hasOverdrawn = false; // more memory than there is: the process must end
  CpuTime settledCpuTime;    // of the fiber's, in some account already; guarded by Process::lock
  bool isCounting = false;
  uint64_t settledCycles = 0; // of the fiber's, in some account already
  uint64_t enteredHostAt = 0; // the fiber's cycles then
};

} // namespace wasixc
