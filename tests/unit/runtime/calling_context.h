// Makes a context the one that host code serves, as if a guest under it had called: for tests that call handlers
// without a guest.
#pragma once

#include "abi/context.h"
#include "runtime/arch/gs_base.h"

#include <asm/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasixc {

class CallingContext {
public:
  explicit CallingContext(abi::Context &context) : previous(arch::activeContext()) {
    context.self = &context;
    set(&context);
  }
  ~CallingContext() { set(previous); }
  CallingContext(const CallingContext &) = delete;
  CallingContext &operator=(const CallingContext &) = delete;

private:
  static void set(abi::Context *context) { syscall(SYS_arch_prctl, ARCH_SET_GS, context); }

  abi::Context *const previous;
};

} // namespace wasixc
