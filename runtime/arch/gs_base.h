// The GS segment base: where the running guest thread's context is (abi/context.h).
//
// CPUs since 2012 on kernels since 5.9 let user code write it with one instruction; elsewhere it takes a
// system call. Which of the two holds is found out once, before the first guest runs. The assembly reads the
// same flag.
#pragma once

#include "abi/context.h"

namespace wasixc::arch {

// Tells whether wrgsbase may be used, and remembers it for the assembly. Idempotent.
bool detectFsGsBase();

// The context of the guest that called the current host code, or null when no guest runs on this thread.
abi::Context *activeContext();

// The context of the guest that called the current host code. Requires: host code under a guest.
// Read anew each time: after a fork or a nested entry the same host code may run under another context.
inline abi::Context *currentContext() {
  abi::Context *context;
  asm volatile("movq %%gs:%c1, %0" : "=r"(context) : "i"(offsetof(abi::Context, self)));
  return context;
}

} // namespace wasixc::arch
