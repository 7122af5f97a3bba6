// The kernel: every guest process of one host process.
//
// Locks, outermost first; a thread that holds one may only take those below it.
//
//   Kernel::lock                   process table, parents and children, who has ended
//   +-- Process::lock              exit status, threads, signals; a child's before its parent's
//   |   +-- SignalService::lock    timers; leaves
//   |   +-- Scheduler::lock
//   +-- ImageCache::lock           images by file; ImageTrust::listing, a leaf
//       +-- DescriptorTable::lock  numbers of one process
//           +-- HostDirectory::positionLock, MemoryFileSystem::lock; SleepingLock::lock of files in memory
//           +-- Socket::lock       binding one socket; over SocketNames::lock
//           +-- Epoll::lock        one set, over the locks of its files (fs/epoll.h has the rest)
//           +-- Pipe::lock, EventCounter::lock, HostPoller::lock, over Epoll::readyLock
//               +-- Scheduler::lock, and the locks of the pools of stacks and memory: run queues; leaves
//   The buckets of guest/atomic_wait.cpp are above Scheduler::lock only.
//
// No lock is held across a host call that can block, nor while a fiber is switched away from.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/broker/broker.h"
#include "runtime/fs/network_grants.h"
#include "runtime/fs/socket_names.h"
#include "runtime/kernel/image_trust.h"
#include "runtime/kernel/log.h"
#include "runtime/kernel/process.h"
#include "runtime/kernel/program_file.h"
#include "runtime/kernel/sandbox_note.h"
#include "runtime/kernel/signal_service.h"
#include "runtime/kernel/terminal.h"

#include <memory>
#include <optional>
#include <unordered_map>

namespace wasixc {

namespace guest {
struct HostFunction;
}

class Kernel {
public:
  // As many address spaces of 10 GiB as fit, with room for the rest (docs/processes.md).
  static constexpr size_t kMostProcesses = 12'000;

  // A new process, visible under its pid at once. Pids begin at 1 and are never used twice.
  Process &createProcess(Process *parent);

  // A child that nobody sees yet; AGAIN when there are too many processes, or no room for another. Either it is published, or it is
  // dropped and was never there.
  Result<std::unique_ptr<Process>> prepareChild(Process &parent);
  void publish(std::unique_ptr<Process> child);

  // Null when there is none. It stays valid for as long as the caller knows that it is not joined.
  Process *findProcess(Pid pid);
  // The parent's pid, 0 for none; SRCH for an unknown pid. Whose parent has ended belongs to process 1.
  Result<Pid> parentOf(Pid pid);

  // exit.cpp: the process has ended with the status it has chosen; its threads use nothing of it any more. It
  // waits to be joined, or is gone at once when nobody will.
  void end(Process &process);

  struct Ended {
    Pid pid;
    ExitStatus status;
    uint8_t stoppedBy = 0; // it has not ended: this signal has stopped it
  };
  // wait.cpp: takes an ended child off the table: the given one or any. CHILD when there is none to wait for;
  // no value when none has ended and the caller does not want to wait.
  Result<std::optional<Ended>> join(Process &parent, std::optional<Pid> child, bool canWait,
                                    bool wantsStopped = false);

  size_t processCount();

  // The number of a new thread, from the same sequence as pids.
  Tid newThreadNumber() { return ++lastPid; }

  // send_signal.cpp. Sends a signal; 0 only asks whether the process is there (POSIX kill). SRCH if not.
  // A process that has ended and is not joined takes signals without effect.
  // With a `tid`, only that thread of the process gets it.
  Result<void> signal(Pid pid, uint8_t signal, std::optional<Tid> tid = {});
  void signalAll(uint8_t signal);
  // Repeats the interruption of a process that has a signal to see; whether it may be needed again.
  bool preemptAgain(Pid pid);

  // Who serves the imports of programs: sys/, which the kernel does not know.
  using ImportResolver = const guest::HostFunction *(*)(std::string_view module, std::string_view name);
  ImportResolver resolveImport = nullptr;

  ImageCache images;
  ImageTrust imageTrust;    // complete before the first process runs
  NetworkGrants network;    // likewise
  std::string compilerName; // likewise; empty for none
  broker::CompilerBroker compiler;
  SocketNames socketNames;
  SandboxNote note;
  Terminal terminal;
  Log log;
  SignalService signalService{*this};

private:
  Process *add(std::unique_ptr<Process> process) REQUIRES(lock);
  std::unique_ptr<Process> take(Process &process) REQUIRES(lock);
  Process *findEnded(Process &parent, std::optional<Pid> child, bool &hasChild) REQUIRES(lock);
  std::optional<Ended> findStopped(Process &parent, std::optional<Pid> child) REQUIRES(lock);
  void send(Process &process, uint8_t signal, std::optional<Tid> tid = {}) REQUIRES(lock);

  Mutex lock;
  std::atomic<Pid> lastPid = 0;
  std::unordered_map<Pid, std::unique_ptr<Process>> processes GUARDED_BY(lock);
};

} // namespace wasixc
