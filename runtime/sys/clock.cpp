// Clocks. Reading one goes through the vDSO: no system call. CPU time is the guest's own (kernel/cpu_time.h).
#include "runtime/sys/host_clock.h"

#include "runtime/sys/handlers.h"

namespace wasixc::sys {

Result<clockid_t> hostClock(uint32_t clock) {
  switch (static_cast<abi::ClockId>(clock)) {
  case abi::ClockId::Realtime:
    return CLOCK_REALTIME;
  case abi::ClockId::Monotonic:
    return CLOCK_MONOTONIC;
  case abi::ClockId::ProcessCpuTime:
    return CLOCK_PROCESS_CPUTIME_ID;
  case abi::ClockId::ThreadCpuTime:
    return CLOCK_THREAD_CPUTIME_ID;
  }
  return Errno::INVAL;
}

uint64_t nanoseconds(const timespec &time) {
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

namespace {

Result<uint64_t> timeOf(Thread &thread, uint32_t clock) {
  switch (static_cast<abi::ClockId>(clock)) {
  case abi::ClockId::ProcessCpuTime:
    return thread.process().cpuClock.advanceTo(thread.process().cpuTime().inNanoseconds());
  case abi::ClockId::ThreadCpuTime:
    return thread.cpuClock.advanceTo(thread.cpuTime().inNanoseconds());
  default:
    timespec time;
    if (clock_gettime(TRY(hostClock(clock)), &time) != 0)
      return hostError();
    return nanoseconds(time);
  }
}

} // namespace

Errno clock_res_get(Thread &thread, uint32_t clock, GuestPtr<uint64_t> resolution) {
  timespec time;
  if (clock_getres(TRY(hostClock(clock)), &time) != 0)
    return hostError();
  return thread.memory().store(resolution, nanoseconds(time)).error();
}

// The precision a guest asks for is a permission to be less exact, which costs nothing to ignore.
Errno clock_time_get(Thread &thread, uint32_t clock, uint64_t, GuestPtr<uint64_t> result) {
  return thread.memory().store(result, TRY(timeOf(thread, clock))).error();
}

// The host's clocks are not the guest's to set.
Errno clock_time_set(Thread &, uint32_t clock, uint64_t) {
  TRY(hostClock(clock));
  return Errno::PERM;
}

} // namespace wasixc::sys
