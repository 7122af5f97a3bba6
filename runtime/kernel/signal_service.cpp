#include "runtime/kernel/signal_service.h"

#include "runtime/base/host_thread.h"
#include "runtime/kernel/kernel.h"

#include <cerrno>
#include <csignal>
#include <ctime>

namespace wasixc {

namespace {

// The host numbers these as WASIX does.
constexpr int kForwarded[] = {SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM, SIGWINCH};
constexpr uint64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr uint64_t kPreemptionPeriod = 1'000'000; // ns

// Written by the handler: bit n for signal n.
std::atomic<uint32_t> sentSignals{0};
std::atomic<uint32_t> terminalSignals{0};
std::atomic<sem_t *> handlerEvent{nullptr};

void noteHostSignal(int signal, siginfo_t *info, void *) {
  const int savedErrno = errno;
  (info->si_code == SI_KERNEL ? terminalSignals : sentSignals).fetch_or(1u << signal);
  sem_post(handlerEvent.load());
  errno = savedErrno;
}

} // namespace

// It blocks no signals: whoever it starts, such as a worker to run a guest that it has woken, would inherit
// that.
bool SignalService::start() {
  if (isRunning)
    return true;
  sem_init(&event, 0, 0);
  isRunning = startHostThread(&threadMain, this);
  return isRunning;
}

void *SignalService::threadMain(void *service) { static_cast<SignalService *>(service)->loop(); }

void SignalService::wake() { sem_post(&event); }

void SignalService::sleep(blocking::Deadline until) {
  if (until == blocking::kNever) {
    sem_wait(&event);
    return;
  }
  const timespec time = {static_cast<time_t>(until / kNanosecondsPerSecond),
                         static_cast<long>(until % kNanosecondsPerSecond)};
  sem_clockwait(&event, CLOCK_MONOTONIC, &time);
}

void SignalService::loop() {
  for (;;) {
    passOnHostSignals();
    blocking::Deadline next = fireTimers();
    if (repeatPreemptions())
      next = std::min(next, blocking::now() + kPreemptionPeriod);
    sleep(next);
  }
}

Result<void> SignalService::setTimer(Pid pid, uint8_t signal, uint64_t interval, bool repeats) {
  MutexLock guard(lock);
  if (interval == 0) {
    timers.erase({pid, signal});
  } else {
    if (!start())
      return Errno::AGAIN;
    const blocking::Deadline now = blocking::now();
    timers[{pid, signal}] = {.due = interval < blocking::kNever - now ? now + interval : blocking::kNever,
                             .period = repeats ? std::max(interval, kShortestPeriod) : 0};
    wake();
  }
  timerCount.store(timers.size(), std::memory_order_relaxed);
  return {};
}

void SignalService::cancelTimers(Pid pid) {
  if (timerCount.load(std::memory_order_relaxed) == 0)
    return;
  MutexLock guard(lock);
  timers.erase(timers.lower_bound({pid, 0}), timers.lower_bound({pid + 1, 0}));
  timerCount.store(timers.size(), std::memory_order_relaxed);
}

// Periods that have been missed altogether are left out. Signals are sent without the lock, which is below
// the kernel's.
blocking::Deadline SignalService::fireTimers() {
  std::vector<std::pair<Pid, uint8_t>> due;
  blocking::Deadline next = blocking::kNever;
  {
    MutexLock guard(lock);
    const blocking::Deadline now = blocking::now();
    for (auto entry = timers.begin(); entry != timers.end();) {
      Timer &timer = entry->second;
      if (timer.due <= now) {
        due.push_back(entry->first);
        if (timer.period == 0) {
          entry = timers.erase(entry);
          continue;
        }
        timer.due += timer.period;
        if (timer.due <= now)
          timer.due = now + timer.period;
      }
      next = std::min(next, timer.due);
      ++entry;
    }
    timerCount.store(timers.size(), std::memory_order_relaxed);
  }
  for (const auto &[pid, signal] : due)
    (void)kernel.signal(pid, signal).ok();
  return next;
}

void SignalService::preemptLater(Pid pid) {
  MutexLock guard(lock);
  if (!start())
    return;
  preempted.push_back(pid);
  wake();
}

// Whoever still needs it comes back by preemptLater, or is kept here.
bool SignalService::repeatPreemptions() {
  std::vector<Pid> list;
  {
    MutexLock guard(lock);
    list.swap(preempted);
  }
  std::erase_if(list, [this](Pid pid) { return !kernel.preemptAgain(pid); });
  MutexLock guard(lock);
  preempted.insert(preempted.end(), list.begin(), list.end());
  return !preempted.empty();
}

// What the host process ignores stays ignored until a program handles it (nohup).
uint32_t SignalService::forwardHostSignals() {
  MutexLock guard(lock);
  if (isForwarding || !start())
    return hostIgnored;
  isForwarding = true;
  handlerEvent.store(&event);
  struct sigaction action = {}, before;
  action.sa_sigaction = noteHostSignal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (const int signal : kForwarded) {
    sigaction(signal, &action, &before);
    if (before.sa_handler == SIG_IGN)
      hostIgnored |= 1u << signal;
  }
  return hostIgnored;
}

void SignalService::passOnHostSignals() {
  const uint32_t sent = sentSignals.exchange(0), fromTerminal = terminalSignals.exchange(0);
  for (uint8_t signal = 1; signal < kSignalCount; ++signal) {
    if ((fromTerminal >> signal & 1) != 0)
      kernel.signalAll(signal);
    if ((sent >> signal & 1) != 0)
      (void)kernel.signal(kFirstPid, signal).ok();
  }
}

} // namespace wasixc
