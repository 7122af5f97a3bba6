// A guest thread: the host's side of one guest stack. Handlers get the thread that called them and reach
// everything else through it.
#pragma once

#include "abi/context.h"
#include "runtime/base/guest_memory.h"
#include "runtime/kernel/process.h"
#include "runtime/kernel/signal.h"

#include <atomic>

namespace wasixc {

class Thread {
public:
  explicit Thread(Process &process) : owner(process) {}
  Thread(const Thread &) = delete;
  Thread &operator=(const Thread &) = delete;

  Process &process() { return owner; }
  DescriptorTable &descriptors() { return owner.descriptors; }

  // The context of the instance that made the current call; its memory is the one that pointers refer to.
  void setContext(abi::Context *caller) { context = caller; }
  GuestMemory memory() const { return GuestMemory(context->memory0); }

  // Ends the process; takes effect when the current call is over.
  void exitProcess(ExitStatus status);

  // Raises a signal for this thread: its default action, as long as guests cannot handle signals.
  void raise(uint8_t signal);

  // Set when the thread must not simply return to the guest from its call.
  bool needsAttention() const { return attention.load(std::memory_order_relaxed); }

private:
  Process &owner;
  abi::Context *context = nullptr;
  std::atomic<bool> attention{false};
};

} // namespace wasixc
