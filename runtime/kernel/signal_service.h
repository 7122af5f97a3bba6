// The thread of the host behind signals: timers (proc_raise_interval), signals that the host process gets,
// and interruptions that have to be repeated.
//
// It exists from the first time that one of these is needed: most programs never see it. Signals of the host
// are taken over when the first process registers a callback; before, nobody could handle them, and they act
// on the host process as on any other, so a SIGTERM ends it by that very signal. Afterwards a signal that a
// terminal generates goes to every process, as to a foreground process group, and one that somebody sends
// goes to the first process (docs/signals.md).
#pragma once

#include "runtime/base/blocking.h"
#include "runtime/base/locks.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <semaphore.h>
#include <vector>

namespace wasixc {

class Kernel;

class SignalService {
public:
  using Pid = uint32_t;

  explicit SignalService(Kernel &kernel) : kernel(kernel) {}
  SignalService(const SignalService &) = delete;
  SignalService &operator=(const SignalService &) = delete;

  // Shorter periods of a repeating timer are made this long: nobody could tell the difference.
  static constexpr uint64_t kShortestPeriod = 100'000; // ns

  // Sends `signal` in `interval` ns, and again and again if it repeats. One timer per process and signal: a
  // later one replaces it, 0 cancels it. AGAIN when the host has no thread to give.
  Result<void> setTimer(Pid pid, uint8_t signal, uint64_t interval, bool repeats);
  void cancelTimers(Pid pid);

  // Interrupts the process's thread again shortly, until it is not needed any more.
  void preemptLater(Pid pid);

  // Takes over the signals of the host. Those that the host process was started to ignore: bit n for signal
  // n.
  uint32_t forwardHostSignals();

private:
  struct Timer {
    blocking::Deadline due;
    uint64_t period; // 0: fires once
  };

  static void *threadMain(void *service);
  [[noreturn]] void loop();
  bool start() REQUIRES(lock);
  void wake();
  void sleep(blocking::Deadline until);
  void passOnHostSignals();
  blocking::Deadline fireTimers();
  bool repeatPreemptions();

  Kernel &kernel;
  sem_t event;
  std::atomic<size_t> timerCount{0};
  Mutex lock;
  bool isRunning GUARDED_BY(lock) = false;
  bool isForwarding GUARDED_BY(lock) = false;
  uint32_t hostIgnored GUARDED_BY(lock) = 0;
  std::map<std::pair<Pid, uint8_t>, Timer> timers GUARDED_BY(lock);
  std::vector<Pid> preempted GUARDED_BY(lock);
};

} // namespace wasixc
