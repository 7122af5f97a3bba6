// Stopping a thread in guest code that makes no host call: halting it, making it wait, or taking it out of
// there.
//
// A real-time signal of the host interrupts the OS thread. If that runs guest code, whose stack holds guest
// frames only, it can go on with host code on the spot, as after a trap: either the guest is abandoned, or
// its registers are kept until it may go on. In host code nothing happens, except that a blocking call comes
// back with EINTR; so whoever preempts asks again until it has worked.
#pragma once

#include <cstdint>
#include <pthread.h>

namespace wasixc::guest {

// What becomes of the guest is decided by its thread, Context::thread.
struct Preemption {
  enum class Verdict : uint8_t { GoOn, Pause, End };

  // Asked in the signal handler, so it must be async-signal-safe. It may sleep, which halts the guest and the
  // OS thread with it.
  Verdict (*decide)(void *thread);
  // Called for Pause, on the thread's host stack as if by the guest: it may wait as a host call does, and its
  // worker runs others. Whether the guest goes on; else it ends.
  bool (*pause)(void *thread);
};

// Before the first preemption. Idempotent.
void installPreemption(const Preemption &preemption);
void preempt(pthread_t thread);

} // namespace wasixc::guest
