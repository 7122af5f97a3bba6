// A guest process: everything it owns hangs off this object and goes with it (the kernel has no process state
// in globals). The open file descriptions behind its descriptors may be shared with other processes.
//
// Its threads use what it owns; where it stands among the others (parent, children, whether it has ended) is
// the kernel's business and guarded by Kernel::lock.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/base/wait_queue.h"
#include "runtime/fs/descriptor_table.h"
#include "runtime/kernel/cpu_time.h"
#include "runtime/kernel/signal_state.h"
#include "runtime/kernel/string_list.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wasixc {

using Pid = uint32_t;
constexpr Pid kFirstPid = 1;
using Tid = uint32_t; // of a thread; from the same numbers

// How a process ended, as its parent sees it.
struct ExitStatus {
  uint32_t code = 0;  // of proc_exit
  uint8_t signal = 0; // the signal that ended it, or 0

  // As a shell reports it.
  int hostStatus() const { return signal ? 128 + signal : static_cast<int>(code & 0xff); }
};

// Preview1 and WASIX define a few calls of the same name differently (fd_renumber, closing a preopened
// directory). WASIX's C library imports these from wasi_snapshot_preview1, so the module of the import cannot
// tell: a program that imports anything from wasix_32v1 is a WASIX program, as Wasmer decides it too.
enum class Personality : uint8_t { Preview1, Wasix };

class Kernel;
class Process;
class Program;
class Thread;

// Children of one process, linked through themselves.
class ProcessList {
public:
  Process *front() const { return first; }
  void add(Process &process);
  void remove(Process &process);
  Process *takeFront();

private:
  Process *first = nullptr;
};

class Process {
public:
  Process(Kernel &kernel, Pid pid, Process *parent);
  ~Process();
  Process(const Process &) = delete;
  Process &operator=(const Process &) = delete;

  Kernel &kernel;
  const Pid pid;
  // Null for the first process, and when the parent has ended. Requires: Kernel::lock, or being that parent.
  Process *parent() const { return parentProcess; }

  // What messages call it: its first argument.
  std::string_view name() const { return arguments.bytes().substr(0, arguments.bytes().find('\0')); }

  StringList arguments;
  StringList environment;
  DescriptorTable descriptors;
  Personality personality = Personality::Preview1;

  // The current directory: absolute and without . and ..
  std::string directory();
  void changeDirectory(std::string path);

  CycleAccount cycles;
  // What its threads have used, those that have ended among them.
  CpuTime cpuTime();
  RisingClock cpuClock;
  // Its part of the thread's CPU time, up to now, is the process's for good.
  void settleCpuTime(Thread &thread, const CpuTime &now);
  // Children that end leave nothing to wait for (wasixc_v1.signals_ignored). Until the next exec.
  std::atomic<bool> forgetsChildren{false};
  // wasixc_v1; fork copies them. Nothing else is ordered by them.
  std::array<std::atomic<uint64_t>, abi::kPrivateWords> privateWords{};
  void clearPrivateWords() {
    for (auto &word : privateWords)
      word.store(0, std::memory_order_relaxed);
  }

  // Takes over what a forked child has from its parent: all of the above, the descriptions behind the
  // descriptors shared (POSIX fork). Requires: called by a thread of the parent.
  void inherit(Process &parent);

  // Decides how the process ends; of several attempts the first one counts.
  void beginExit(ExitStatus status);
  ExitStatus exitStatus();
  bool isEnding();

  // Threads: process_threads.cpp. Those that act for the process get its signals; one that acts for a vfork
  // child instead is lent.
  static constexpr size_t kMostThreads = 4096;
  void attach(Thread &thread);
  void detach(Thread &thread);
  void lend(Thread &thread);
  void takeBack(Thread &thread);
  // AGAIN when there are too many.
  Result<void> prepareThreads();
  // Waits until the thread has ended; INTR.
  Result<void> joinThread(Tid tid);
  // For the first thread, when it has left its program: waits until the others have ended. What one of them
  // has handed over is the program to go on with.
  std::unique_ptr<Program> awaitThreads();
  // exec: makes all threads but this one leave. False when another one, or the end of the process, was
  // faster: then this one has to leave.
  bool evictOthers(Thread &thread);
  // The thread's program, for the first thread to run when this one has ended; at once if it is the first.
  void handOver(Thread &thread, std::unique_ptr<Program> next);
  Thread &mainThread();
  // fork: keeps the other threads that use the same memory from running guest code.
  void haltOthers(Thread &thread);
  void resumeOthers(Thread &thread);
  void waitWhileHalted(Thread &thread);
  bool hasOtherThreads(const Thread &thread);

  // Signals: process_signals.cpp. A process that has lent its only thread gets none; what arrives waits.
  // Acts on a signal for the process, or for one thread; from others through Kernel::signal.
  SignalState::Effect post(uint8_t signal, std::optional<Tid> tid = {});
  // Wakes or interrupts the threads once more; whether that is worth repeating.
  bool preemptAgain();
  // Whether the thread must not simply return to the guest.
  bool needsAttention(const Thread &thread);
  // Sleeps while the process is stopped, unless the thread has to leave its program.
  void waitWhileStopped(Thread &thread);
  struct Delivery {
    const abi::FunctionDescriptor *callback;
    uint8_t signal;
    bool restartsCalls; // SignalState
  };
  std::optional<Delivery> takeSignal(Thread &thread);
  void setCallback(const abi::FunctionDescriptor *callback);
  // Back to default actions.
  void removeCallback();
  // The same for a new program (exec); they apply to what is pending, too.
  void resetSignals();
  void setIgnored(uint8_t signal, bool isIgnored);
  void setIgnoredSignals(uint32_t set);
  void setRestartingSignals(uint32_t set);
  uint32_t ignoredSignals();
  // Whether it is stopped by a signal that nobody has been told of.
  std::optional<uint8_t> takeStopReport();

private:
  friend class Kernel;
  friend class ProcessList;

  // Guarded by Kernel::lock.
  Process *parentProcess;
  Process *nextSibling = nullptr;
  Process *previousSibling = nullptr;
  ProcessList children; // alive
  ProcessList zombies;  // ended, and not joined yet
  bool hasEnded = false;
  WaitQueue childEnded;

  Mutex lock;
  bool isExiting GUARDED_BY(lock) = false;
  ExitStatus finalStatus GUARDED_BY(lock);
  std::string currentDirectory GUARDED_BY(lock) = "/";
  SignalState signals GUARDED_BY(lock);
  SignalState::Effect act(uint8_t signal, Thread *target) REQUIRES(lock);
  void actOnAll(uint32_t set) REQUIRES(lock);
  void stop(uint8_t signal) REQUIRES(lock);
  void resumeStopped() REQUIRES(lock);
  bool canDeliver(const Thread &thread) REQUIRES(lock);
  bool isAttentionNeeded(const Thread &thread) REQUIRES(lock);
  Thread *recipient() REQUIRES(lock) { return threads.empty() ? nullptr : threads.front(); }
  Thread *find(Tid tid) REQUIRES(lock);
  void notify(Thread &thread) REQUIRES(lock);
  void notifyAll() REQUIRES(lock);
  bool mustEvict(const Thread &thread) REQUIRES(lock) {
    return isExiting || (replacing && replacing != &thread);
  }
  template <typename Action>
  void forSharers(const Thread &thread, Action action) REQUIRES(lock);
  bool areOthersHalted(const Thread &thread);

  CpuTime settledCpuTime GUARDED_BY(lock);
  std::vector<Thread *> threads GUARDED_BY(lock); // the first one, if it is there, is the first
  std::vector<Thread *> lent GUARDED_BY(lock);
  Thread *firstThread GUARDED_BY(lock) = nullptr;
  const Thread *replacing GUARDED_BY(lock) = nullptr; // runs another program
  const Thread *halter GUARDED_BY(lock) = nullptr;
  std::unique_ptr<Program> handedOver GUARDED_BY(lock);
  WaitQueue threadEnded;
  WaitQueue resumed;
  uint8_t stoppedBy GUARDED_BY(lock) = 0;
  bool isStopReported GUARDED_BY(lock) = false;
  uint32_t heldSignals GUARDED_BY(lock) = 0; // deadly ones while it is stopped; bit n: signal n
  WaitQueue continued;
};

} // namespace wasixc
