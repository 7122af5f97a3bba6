#include "runtime/kernel/signal_state.h"

#include <bit>
#include <utility>

namespace wasixc {

namespace {

constexpr uint32_t bitOf(uint8_t signal) { return 1u << signal; }

constexpr SignalState::Effect effectOf(SignalAction action) {
  switch (action) {
  case SignalAction::Terminate:
    return SignalState::Effect::Terminate;
  case SignalAction::Stop:
    return SignalState::Effect::Stop;
  case SignalAction::Continue:
    return SignalState::Effect::Continue;
  case SignalAction::Ignore:
    return SignalState::Effect::None;
  }
  return SignalState::Effect::None;
}

} // namespace

// SIGCONT continues a stopped process even if it is handled or ignored (POSIX kill); the caller sees to that.
SignalState::Effect SignalState::postTo(uint32_t &set, uint8_t signal) {
  if (signal == kSignalKill)
    return Effect::Terminate;
  if (signal == kSignalStop)
    return Effect::Stop;
  if (!isRegistered)
    return ignores(signal) ? Effect::None : effectOf(defaultAction(signal));
  set |= bitOf(signal);
  return handler ? Effect::Deliver : Effect::None;
}

uint8_t SignalState::takeLowest(uint32_t &set) {
  const int signal = std::countr_zero(set);
  set &= set - 1;
  return static_cast<uint8_t>(signal);
}

std::optional<uint8_t> SignalState::take() {
  if (!canDeliver())
    return std::nullopt;
  return takeLowest(pending);
}

void SignalState::setCallback(const abi::FunctionDescriptor *function) {
  handler = function;
  isRegistered = true;
}

void SignalState::removeCallback() {
  handler = nullptr;
  isRegistered = false;
}

uint32_t SignalState::resetForProgram() {
  removeCallback();
  restartingSet = kHarmlessSignals;
  return std::exchange(pending, 0);
}

void SignalState::setIgnored(uint8_t signal, bool isIgnored) {
  ignoredSet = isIgnored ? ignoredSet | bitOf(signal) : ignoredSet & ~bitOf(signal);
}

void SignalState::inherit(const SignalState &parent) {
  handler = parent.handler;
  isRegistered = parent.isRegistered;
  ignoredSet = parent.ignoredSet;
  restartingSet = parent.restartingSet;
}

} // namespace wasixc
