// wasixc_v1, this project's own import module: abi/guest/include/wasixc.h tells what these do.
#include "runtime/kernel/cycles.h"
#include "runtime/kernel/process.h"
#include "runtime/sys/handlers.h"
#include "runtime/sys/host_clock.h"

namespace wasixc::sys {

Errno tos(Thread &thread, GuestPtr<abi::ProcessRecord> record) {
  thread.settleUsage();
  Process &process = thread.process();
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return thread.memory()
      .store(record, {.pid = process.pid,
                      .reserved = 0,
                      .frequency = cycleFrequency(),
                      .cycles = process.cycles.used,
                      .kernelCycles = process.cycles.inHost,
                      .milliseconds = nanoseconds(time) / 1'000'000})
      .error();
}

Errno private_load(Thread &thread, uint32_t index, GuestPtr<uint64_t> value) {
  if (index >= abi::kPrivateWords)
    return Errno::INVAL;
  return thread.memory().store(value, thread.process().privateWords[index]).error();
}

Errno private_store(Thread &thread, uint32_t index, uint64_t value) {
  if (index >= abi::kPrivateWords)
    return Errno::INVAL;
  thread.process().privateWords[index] = value;
  return Errno::SUCCESS;
}

Errno signals_restart(Thread &thread, uint32_t signals) {
  if ((signals & 1) != 0)
    return Errno::INVAL; // signals begin with 1
  thread.process().setRestartingSignals(signals);
  return Errno::SUCCESS;
}

Errno signals_ignored(Thread &thread, uint32_t signals, uint32_t forgetsChildren) {
  if ((signals & 1) != 0)
    return Errno::INVAL;
  thread.process().setIgnoredSignals(signals);
  thread.process().forgetsChildren.store(forgetsChildren != 0, std::memory_order_relaxed);
  return Errno::SUCCESS;
}

} // namespace wasixc::sys
