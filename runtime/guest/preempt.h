// Halting a thread in guest code that makes no host call, or taking it out of there.
//
// A real-time signal of the host interrupts the OS thread. If that runs guest code, whose stack holds guest
// frames only, these can be abandoned on the spot, as a trap abandons them. In host code nothing happens,
// except that a blocking call comes back with EINTR; so whoever preempts asks again until it has worked.
#pragma once

#include <pthread.h>

namespace wasixc::guest {

// Asked in the signal handler, with Context::thread: whether the guest has to end. It may sleep there, which
// halts the guest. Must be async-signal-safe.
using MustLeave = bool (*)(void *thread);

// Before the first preemption. Idempotent for the same function.
void installPreemption(MustLeave mustLeave);
void preempt(pthread_t thread);

} // namespace wasixc::guest
