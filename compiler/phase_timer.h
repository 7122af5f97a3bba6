// Seconds per phase of a compilation, summed over all threads.
#pragma once

#include "compiler/compile.h"

#include <chrono>
#include <mutex>

namespace wasixc {

class PhaseTimers {
public:
  // Runs `work` and adds the time it took to `phase`; any thread may call.
  template <typename Work>
  auto measure(const char *phase, Work work) {
    const auto begin = Clock::now();
    auto result = work();
    add(phase, Clock::now() - begin);
    return result;
  }

  std::vector<PhaseTime> phases() {
    const std::lock_guard lock(mutex);
    return times;
  }

  double wallSeconds() const { return std::chrono::duration<double>(Clock::now() - start).count(); }

private:
  using Clock = std::chrono::steady_clock;

  void add(const char *phase, Clock::duration time) {
    const std::lock_guard lock(mutex);
    const double seconds = std::chrono::duration<double>(time).count();
    for (PhaseTime &entry : times)
      if (entry.name == phase) {
        entry.seconds += seconds;
        return;
      }
    times.push_back({phase, seconds});
  }

  const Clock::time_point start = Clock::now();
  std::mutex mutex;
  std::vector<PhaseTime> times;
};

} // namespace wasixc
