// A guest process: everything it owns hangs off this object and goes with it (the kernel has no process state
// in globals). The open file descriptions behind its descriptors may be shared with other processes.
//
// Its threads use what it owns; where it stands among the others (parent, children, whether it has ended) is
// the kernel's business and guarded by Kernel::lock.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/base/wait_queue.h"
#include "runtime/fs/descriptor_table.h"
#include "runtime/kernel/cycles.h"
#include "runtime/kernel/futex_table.h"
#include "runtime/kernel/signal_state.h"
#include "runtime/kernel/string_list.h"

#include <array>
#include <cstdint>
#include <string>

namespace wasixc {

using Pid = uint32_t;

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
  Process(Kernel &kernel, Pid pid, Process *parent) : kernel(kernel), pid(pid), parentProcess(parent) {}
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
  std::string directory = "/"; // the current one, absolute and without . and ..
  FutexTable futexes;

  CycleAccount cycles;
  std::array<std::atomic<uint64_t>, abi::kPrivateWords> privateWords{}; // wasixc_v1; fork copies them
  void clearPrivateWords() {
    for (auto &word : privateWords)
      word = 0;
  }

  // Takes over what a forked child has from its parent: all of the above, the descriptions behind the
  // descriptors shared (POSIX fork). Requires: called by a thread of the parent.
  void inherit(Process &parent);

  // Decides how the process ends; of several attempts the first one counts.
  void beginExit(ExitStatus status);
  ExitStatus exitStatus();
  bool isEnding();

  // Signals: process_signals.cpp. The thread that acts for the process gets its signals; a parent has none
  // while its vfork child borrows it, and what arrives waits.
  void attach(Thread &thread);
  void detach();
  // Acts on a signal; from others through Kernel::signal.
  SignalState::Effect post(uint8_t signal);
  // Wakes or interrupts the thread once more; whether that is worth repeating.
  bool preemptAgain();
  // Whether its thread must not simply return to the guest.
  bool needsAttention();
  // Sleeps while the process is stopped.
  void waitWhileStopped();
  struct Delivery {
    const abi::FunctionDescriptor *callback;
    uint8_t signal;
  };
  std::optional<Delivery> takeSignal();
  void setCallback(const abi::FunctionDescriptor *callback);
  // Back to default actions.
  void removeCallback();
  // The same for a new program (exec); they apply to what is pending, too.
  void resetSignals();
  void setIgnored(uint8_t signal, bool isIgnored);
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
  SignalState::Effect act(uint8_t signal) REQUIRES(lock);
  void notify() REQUIRES(lock);
  SignalState signals GUARDED_BY(lock);
  Thread *actor GUARDED_BY(lock) = nullptr;
  uint8_t stoppedBy GUARDED_BY(lock) = 0;
  bool isStopReported GUARDED_BY(lock) = false;
  WaitQueue continued;
};

} // namespace wasixc
