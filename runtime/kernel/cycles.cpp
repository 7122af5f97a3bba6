#include "runtime/kernel/cycles.h"

#include <ctime>

namespace wasixc {

namespace {

constexpr uint64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr uint64_t kMeasurement = 2'000'000; // ns; an error of 100 ns at either end is 0.01 %

uint64_t hostNanoseconds() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC_RAW, &time);
  return static_cast<uint64_t>(time.tv_sec) * kNanosecondsPerSecond + static_cast<uint64_t>(time.tv_nsec);
}

struct Sample {
  uint64_t nanoseconds = hostNanoseconds();
  uint64_t cycles = cycleCounter();
};

// Of the start of the program, which is usually long enough ago when somebody asks.
const Sample kStart;

uint64_t measureFrequency() {
  Sample end;
  while (end.nanoseconds - kStart.nanoseconds < kMeasurement)
    end = Sample();
  return static_cast<uint64_t>(static_cast<double>(end.cycles - kStart.cycles) * kNanosecondsPerSecond /
                               static_cast<double>(end.nanoseconds - kStart.nanoseconds));
}

} // namespace

uint64_t cycleFrequency() {
  static const uint64_t frequency = measureFrequency();
  return frequency;
}

} // namespace wasixc
