// The signals of one process: which are pending, which are ignored, and what the arrival of one means (WASIX
// semantics 11). Only decides; carrying it out is the process's business, whose lock guards this.
//
// WASIX knows three states of the callback. Never registered: the default actions of abi/signals.def.
// Registered under a name that is no export of the program: signals stay queued, which is how WASIX's C
// library blocks them. Registered: the callback gets them all, and the guest decides. SIGKILL and SIGSTOP act
// in every state.
#pragma once

#include "abi/context.h"
#include "runtime/kernel/signal.h"

#include <optional>

namespace wasixc {

class SignalState {
public:
  enum class Effect : uint8_t { None, Deliver, Terminate, Stop, Continue };

  // A signal has arrived. One that is pending already stays pending once.
  Effect post(uint8_t signal) { return postTo(pending, signal); }
  // The same for a thread that has a set of its own.
  Effect postTo(uint32_t &set, uint8_t signal);
  // The lowest signal of a set that is not empty; it is taken out.
  static uint8_t takeLowest(uint32_t &set);

  // The next signal for the callback, which is then no longer pending: the lowest one.
  std::optional<uint8_t> take();
  bool canDeliver() const { return handler != nullptr && pending != 0; }

  // Registers a callback of the program that runs; null for a name that is not exported.
  void setCallback(const abi::FunctionDescriptor *function);
  // Back to the first state. What is pending waits for the next callback: the fate of a signal is decided
  // when it arrives, so a guest that goes back to the defaults to end by one signal does not end by another.
  void removeCallback();
  // The same for a new program, which knows nothing of signals before it. The caller posts what was pending:
  // it is returned, bit n for signal n.
  uint32_t resetForProgram();
  const abi::FunctionDescriptor *callback() const { return handler; }

  bool ignores(uint8_t signal) const { return (ignoredSet >> signal & 1) != 0; }
  void setIgnored(uint8_t signal, bool isIgnored);
  uint32_t ignored() const { return ignoredSet; }

  // What a forked child has from its parent (POSIX fork): all but what is pending.
  void inherit(const SignalState &parent);

  // Whether a blocking call that the signal has interrupted is made again after the callback (bit n of a set:
  // signal n). At first, for those that do nothing by default: who has a callback need not have a handler for
  // each of them.
  bool restartsCalls(uint8_t signal) const { return (restartingSet >> signal & 1) != 0; }
  void setRestarting(uint32_t set) { restartingSet = set; }

private:
  const abi::FunctionDescriptor *handler = nullptr;
  bool isRegistered = false;
  uint32_t pending = 0; // bit n: signal n
  uint32_t ignoredSet = 0;
  uint32_t restartingSet = kHarmlessSignals;
};

} // namespace wasixc
