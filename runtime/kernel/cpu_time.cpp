#include "runtime/kernel/cpu_time.h"

#include <algorithm>
#include <ctime>
#include <pthread.h>

namespace wasixc {

namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr int64_t kNanosecondsPerSecond = 1'000'000'000;

clockid_t clockOfThisThread() {
  clockid_t clock;
  return pthread_getcpuclockid(pthread_self(), &clock) == 0 ? clock : CLOCK_THREAD_CPUTIME_ID;
}

int64_t timeOf(clockid_t clock) {
  timespec time = {};
  clock_gettime(clock, &time);
  return time.tv_sec * kNanosecondsPerSecond + time.tv_nsec;
}

} // namespace

uint64_t CpuTime::inNanoseconds() const {
  const auto frequency = static_cast<__int128>(cycleFrequency());
  const auto converted =
      static_cast<int64_t>(static_cast<__int128>(ticks) * kNanosecondsPerSecond / frequency);
  return static_cast<uint64_t>(std::max<int64_t>(0, nanoseconds + converted));
}

// What the OS thread has used before belongs to nobody; the main thread's is the loading of the program.
CpuMeter::CpuMeter() : clock(clockOfThisThread()), lastReading(timeOf(clock)), since(cycleCounter()) {}

CpuTime CpuMeter::sinceReading(int64_t reading) const {
  return {.nanoseconds = reading - lastReading.load(kRelaxed), .ticks = -ticksSinceReading.load(kRelaxed)};
}

// Whoever reads meanwhile finds that the version has changed (a seqlock).
uint64_t CpuMeter::endStay(SharedCpuTime &account, bool exactly) {
  const uint64_t now = cycleCounter();
  const uint64_t ticks = now - since.load(kRelaxed);
  const bool readsClock = exactly || ticks >= kLongStay;
  const int64_t reading = readsClock ? timeOf(clock) : 0;
  const uint64_t before = version.load(kRelaxed);
  version.store(before + 1, kRelaxed);
  std::atomic_thread_fence(std::memory_order_release);
  if (readsClock) {
    account.add(sinceReading(reading));
    lastReading.store(reading, kRelaxed);
    ticksSinceReading.store(0, kRelaxed);
  } else {
    const auto used = static_cast<int64_t>(ticks);
    account.add({.ticks = used});
    ticksSinceReading.store(ticksSinceReading.load(kRelaxed) + used, kRelaxed);
  }
  since.store(now, kRelaxed);
  version.store(before + 2, std::memory_order_release);
  return ticks;
}

std::optional<CpuTime> CpuMeter::read(const SharedCpuTime &account) const {
  const uint64_t before = version.load(std::memory_order_acquire);
  CpuTime time = account.get();
  time += sinceReading(timeOf(clock));
  std::atomic_thread_fence(std::memory_order_acquire);
  if (before % 2 != 0 || version.load(kRelaxed) != before)
    return std::nullopt;
  return time;
}

} // namespace wasixc
