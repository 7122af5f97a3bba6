// Signals by number and what they do to a process that does not handle them (abi/signals.def).
#pragma once

#include <cstdint>

namespace wasixc {

enum class SignalAction : uint8_t { Terminate, Ignore, Stop, Continue };

constexpr uint8_t kSignalKill = 9;
constexpr uint8_t kSignalPipe = 13;
constexpr uint8_t kSignalChild = 17;
constexpr uint8_t kSignalContinue = 18;
constexpr uint8_t kSignalStop = 19;
constexpr uint8_t kSignalCount = 32;

constexpr bool isSignal(uint32_t number) { return number >= 1 && number < kSignalCount; }

// Requires: isSignal(number).
constexpr SignalAction defaultAction(uint32_t number) {
  switch (number) {
#define WASIX_SIGNAL(number, name, action, text)                                                             \
  case number:                                                                                               \
    return SignalAction::action;
#include "abi/signals.def"
#undef WASIX_SIGNAL
  }
  return SignalAction::Terminate;
}

// Those that do nothing to a process which runs: bit n for signal n.
constexpr uint32_t kHarmlessSignals = [] {
  uint32_t set = 0;
  for (uint32_t number = 1; number < kSignalCount; ++number)
    if (defaultAction(number) == SignalAction::Ignore || defaultAction(number) == SignalAction::Continue)
      set |= 1u << number;
  return set;
}();

} // namespace wasixc
