// The CPU's time stamp counter as a clock (wasixc_v1.tos).
#pragma once

#include <atomic>
#include <cstdint>

namespace wasixc {

inline uint64_t cycleCounter() { return __builtin_ia32_rdtsc(); }

// Ticks of the counter per second, measured once against the host's clock. The first call waits
// until the program is 2 ms old.
uint64_t cycleFrequency();

// What a process has used, in ticks. Its threads add to it when they stop running for it.
struct CycleAccount {
  std::atomic<uint64_t> used{0};
  std::atomic<uint64_t> inHost{0}; // of these, in host calls
};

} // namespace wasixc
