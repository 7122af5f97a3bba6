// The CPU time that fibers use, for the CPU clocks of guest processes and threads.
//
// A stay of a fiber on a worker costs the CPU time of the worker's OS thread, whose clock takes a system call
// to read: as long as a switch between fibers. So the worker's meter reads that clock only after a long stay,
// in which the fiber may have slept in the host or the kernel may have run somebody else. A short one is
// measured by the time stamp counter, and taken off the next reading.
#pragma once

#include "runtime/kernel/cycles.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <sys/types.h>

namespace wasixc {

// In the units of the two clocks; only the sum means something.
struct CpuTime {
  int64_t nanoseconds = 0;
  int64_t ticks = 0;

  CpuTime &operator+=(const CpuTime &other) {
    nanoseconds += other.nanoseconds;
    ticks += other.ticks;
    return *this;
  }
  friend CpuTime operator-(const CpuTime &a, const CpuTime &b) {
    return {a.nanoseconds - b.nanoseconds, a.ticks - b.ticks};
  }
  uint64_t inNanoseconds() const;
};

// One that others may read while its owner adds to it; they see to it that both parts belong together.
class SharedCpuTime {
public:
  CpuTime get() const {
    return {nanoseconds.load(std::memory_order_relaxed), ticks.load(std::memory_order_relaxed)};
  }
  void set(const CpuTime &value) {
    nanoseconds.store(value.nanoseconds, std::memory_order_relaxed);
    ticks.store(value.ticks, std::memory_order_relaxed);
  }
  void add(const CpuTime &more) { set(get() += more); }

private:
  std::atomic<int64_t> nanoseconds{0};
  std::atomic<int64_t> ticks{0};
};

// What a clock shows. The time of short stays is an estimate, which the next reading corrects, and readings of
// a fiber that comes and goes may miss its present stay; so what is computed now can lie a little behind what
// was computed before. A clock never goes back (POSIX clock_gettime): it stands still until that is made up for.
class RisingClock {
public:
  uint64_t advanceTo(uint64_t reading) {
    uint64_t shown = highest.load(std::memory_order_relaxed);
    while (shown < reading && !highest.compare_exchange_weak(shown, reading, std::memory_order_relaxed)) {
    }
    return std::max(shown, reading);
  }

private:
  std::atomic<uint64_t> highest{0};
};

// Of the OS thread that constructs it.
class CpuMeter {
public:
  CpuMeter();

  // Ends a stay that began with the last call: adds to `account` what it has used. Returns its length in
  // ticks. By its own OS thread only.
  uint64_t endStay(SharedCpuTime &account, bool exactly = false);
  uint64_t ticksOfStay() const { return cycleCounter() - since.load(std::memory_order_relaxed); }

  // For other OS threads: the account with what the present stay has used until now. None while it changes.
  std::optional<CpuTime> read(const SharedCpuTime &account) const;

private:
  static constexpr uint64_t kLongStay = 200'000; // ticks, below 0.1 ms

  CpuTime sinceReading(int64_t reading) const;

  const clockid_t clock;
  std::atomic<uint64_t> version{0}; // odd while the rest changes
  std::atomic<int64_t> lastReading{0};
  std::atomic<int64_t> ticksSinceReading{0}; // of short stays
  std::atomic<uint64_t> since;
};

} // namespace wasixc
