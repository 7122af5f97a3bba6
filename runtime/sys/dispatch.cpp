// abi/imports.def as functions that the host-call gate can call.
//
// The gate passes a guest's raw arguments (i32 and i64) as the System V convention has them. For every Ready
// row, an Adapter turns these into the typed arguments of the handler of the same name and proves, at compile
// time, that the handler has the row's signature. Known rows share a few functions that answer NOSYS.
#include "runtime/sys/dispatch.h"

#include "abi/imports.h"
#include "runtime/arch/gs_base.h"
#include "runtime/arch/switch.h"
#include "runtime/guest/instance.h"
#include "runtime/guest/signal_frame.h"
#include "runtime/sys/handlers.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace wasixc::sys {

namespace {

// How a handler's parameter travels as a Wasm value.
template <typename T>
struct Parameter;
template <>
struct Parameter<uint32_t> {
  using Raw = uint32_t;
  static constexpr char kCode = 'i';
  static uint32_t decode(Raw raw) { return raw; }
};
template <>
struct Parameter<uint64_t> {
  using Raw = uint64_t;
  static constexpr char kCode = 'I';
  static uint64_t decode(Raw raw) { return raw; }
};
template <typename T>
struct Parameter<GuestPtr<T>> {
  using Raw = uint32_t;
  static constexpr char kCode = 'i';
  static GuestPtr<T> decode(Raw raw) { return {raw}; }
};

template <typename... Parameters>
constexpr bool hasParameters(std::string_view codes) {
  constexpr char kCodes[] = {Parameter<Parameters>::kCode..., '\0'};
  return codes == kCodes;
}

// Whether "codes:result" is the signature of a function with these parameters.
template <typename... Parameters>
constexpr bool isSignature(std::string_view row, std::string_view result) {
  const size_t colon = row.find(':');
  return hasParameters<Parameters...>(row.substr(0, colon)) && row.substr(colon + 1) == result;
}

inline Thread &enter() {
  Thread &thread = *static_cast<Thread *>(arch::currentContext()->thread);
  thread.enterHost();
  if (thread.countsCycles()) [[unlikely]]
    thread.beginCountingHost();
  return thread;
}

// The last thing a call does: no object with a destructor is alive any more. Whether something has come up.
inline bool leave(Thread &thread) {
  if (thread.countsCycles()) [[unlikely]]
    thread.endCountingHost();
  thread.enterGuest();
  return thread.needsAttention();
}

using arch::InterruptedCall;
using Again = uint32_t(Thread &, const uint64_t *arguments);
constexpr InterruptedCall kOver = {};

bool isInterrupted(const InterruptedCall &call, uint64_t result) {
  return call.again && result == static_cast<uint64_t>(Errno::INTR);
}

// A fork in the call leaves the child with 0.
uint64_t repeat(Thread &thread, const InterruptedCall &call) {
  enter();
  thread.setRepeatedFrom(call.began);
  const uint64_t result = reinterpret_cast<Again *>(call.again)(thread, call.arguments);
  thread.setRepeatedFrom(0);
  return result;
}

// Does not return if the guest is to be left.
Thread::Attention attend(Thread &thread, bool isCallInterrupted, Process::Delivery &delivery) {
  const auto attention = thread.attend(isCallInterrupted, delivery);
  if (attention == Thread::Attention::Leave)
    guest::exitFromHost(0);
  if (attention == Thread::Attention::NoMemory)
    guest::trapFromHost(abi::TrapKind::OutOfMemory);
  return attention;
}

void deliver(const Process::Delivery &delivery, uint64_t result, const InterruptedCall &call) {
  const arch::SignalFrame frame = {
      {}, delivery.callback, delivery.signal, result, delivery.restartsCalls ? call : kOver};
  if (!guest::pushSignalFrame(*arch::currentContext(), frame))
    guest::trapFromHost(abi::TrapKind::StackExhausted);
}

// Returns the call's result in the end. What comes up concerns the context that GS points at now, whatever ran
// in between.
__attribute__((noinline)) uint64_t attend(Thread &thread, uint64_t result, InterruptedCall call) {
  call.began = thread.lastBegan();
  do {
    Process::Delivery delivery;
    const auto attention = attend(thread, isInterrupted(call, result), delivery);
    if (attention != Thread::Attention::Repeat) {
      if (attention == Thread::Attention::Deliver)
        deliver(delivery, result, isInterrupted(call, result) ? call : kOver);
      thread.enterGuestUnlessHalted();
      return result;
    }
    result = repeat(thread, call);
  } while (leave(thread));
  return result;
}

// For calls that are not made again.
inline void attendAndLeave(Thread &thread, uint64_t result) {
  if (leave(thread)) [[unlikely]]
    attend(thread, result, kOver);
}

template <auto kHandler>
struct Adapter;

template <typename... Parameters, Errno (*kHandler)(Thread &, Parameters...)>
struct Adapter<kHandler> {
  static constexpr bool matches(std::string_view row) { return isSignature<Parameters...>(row, "i"); }
  static uint32_t call(typename Parameter<Parameters>::Raw... raw) {
    Thread &thread = enter();
    const auto result = static_cast<uint32_t>(kHandler(thread, Parameter<Parameters>::decode(raw)...));
    if (leave(thread)) [[unlikely]]
      return static_cast<uint32_t>(
          attend(thread, result, {reinterpret_cast<void (*)()>(&again), 0, {raw...}}));
    return result;
  }

private:
  static uint32_t again(Thread &thread, const uint64_t *arguments) {
    return [&]<size_t... I>(std::index_sequence<I...>) {
      return static_cast<uint32_t>(kHandler(
          thread, Parameter<Parameters>::decode(
                      static_cast<typename Parameter<Parameters>::Raw>(arguments[I]))...));
    }(std::index_sequence_for<Parameters...>());
  }
};

template <typename... Parameters, void (*kHandler)(Thread &, Parameters...)>
struct Adapter<kHandler> {
  static constexpr bool matches(std::string_view row) { return isSignature<Parameters...>(row, ""); }
  static void call(typename Parameter<Parameters>::Raw... raw) {
    Thread &thread = enter();
    kHandler(thread, Parameter<Parameters>::decode(raw)...);
    attendAndLeave(thread, 0);
  }
};

// Some calls answer a number where others have an errno.
template <typename... Parameters, uint32_t (*kHandler)(Thread &, Parameters...)>
struct Adapter<kHandler> {
  static constexpr bool matches(std::string_view row) { return isSignature<Parameters...>(row, "i"); }
  static uint32_t call(typename Parameter<Parameters>::Raw... raw) {
    Thread &thread = enter();
    const uint32_t result = kHandler(thread, Parameter<Parameters>::decode(raw)...);
    attendAndLeave(thread, result);
    return result;
  }
};

// The guest's signal callback has returned. The call that the signal has interrupted goes on if nothing else
// has come up that ends it. Not 0: the frame has another signal for the callback.
uint32_t afterSignal() {
  Thread &thread = enter();
  arch::SignalFrame &frame = guest::endedSignalFrame(*arch::currentContext());
  for (;;) {
    const bool goesOn = isInterrupted(frame.call, frame.result);
    if (leave(thread)) [[unlikely]] {
      Process::Delivery delivery;
      const auto attention = attend(thread, goesOn, delivery);
      if (attention == Thread::Attention::Deliver) {
        frame.callback = delivery.callback;
        frame.signal = delivery.signal;
        if (!delivery.restartsCalls)
          frame.call = kOver;
      }
      if (attention != Thread::Attention::Repeat)
        thread.enterGuestUnlessHalted();
      if (attention == Thread::Attention::Deliver)
        return 1;
    }
    if (!goesOn)
      return 0;
    frame.result = 0; // for the child, if the call is a fork
    frame.result = repeat(thread, frame.call);
    frame.call.began = thread.lastBegan();
  }
}

uint32_t answerNosys() { return static_cast<uint32_t>(Errno::NOSYS); }

// A call without a result cannot say that it failed, and the guest relies on it: exec and exit do not return.
guest::HostFunction knownFunction(std::string_view signature) {
  if (signature.ends_with(':'))
    return {guest::HostFunction::unknownImport().handler, signature};
  return {reinterpret_cast<const void *>(&answerNosys), signature};
}

// What the functions of this file return: nothing, or an i32 that the function itself has computed.
static_assert(std::ranges::all_of(abi::kImports, [](const abi::ImportRow &row) {
  return abi::isRetiredSignature(row.signature);
}));

// The rows' handlers in order; what is a Known row's is chosen by its signature.
#define WASIX_ROW_Ready(handler, name, signature)                                                            \
  static_assert(Adapter<&handler>::matches(signature), #handler " has the signature of its row");
#define WASIX_ROW_Known(handler, name, signature)
#define WASIX_IMPORT(modules, name, handler, signature, status) WASIX_ROW_##status(handler, name, signature)
#include "abi/imports.def"
#undef WASIX_IMPORT
#undef WASIX_ROW_Ready
#undef WASIX_ROW_Known

const guest::HostFunction kFunctions[] = {
#define WASIX_ROW_Ready(handler, name, signature)                                                            \
  {reinterpret_cast<const void *>(&Adapter<&handler>::call), signature},
#define WASIX_ROW_Known(handler, name, signature) knownFunction(signature),
#define WASIX_IMPORT(modules, name, handler, signature, status) WASIX_ROW_##status(handler, name, signature)
#include "abi/imports.def"
#undef WASIX_IMPORT
#undef WASIX_ROW_Ready
#undef WASIX_ROW_Known
};
static_assert(std::size(kFunctions) == abi::kImportCount);

} // namespace

} // namespace wasixc::sys

const wasixc::abi::HostFunctionDescriptor wasixcAfterSignal = {
    .function = {.typeId = 0, .code = 0}, // called by the gate's address
    .handler = reinterpret_cast<const void *>(&wasixc::sys::afterSignal),
    .stackArgumentBytes = 0};

namespace wasixc::sys {

const guest::HostFunction *resolveImport(std::string_view module, std::string_view name) {
  if (const int row = abi::findImport(module, name); row >= 0)
    return &kFunctions[row];
  static const guest::HostFunction kRetired = {
      reinterpret_cast<const void *>(&answerNosys), {}, guest::HostFunction::Serves::RetiredImports};
  return abi::isRetiredImport(module, name) ? &kRetired : nullptr;
}

} // namespace wasixc::sys

namespace wasixc::guest {

// Instances without a thread are those of tests.
void beginSleepingCall() {
  if (arch::currentContext()->thread)
    sys::enter();
}

void endSleepingCall(uint64_t result) {
  if (auto *thread = static_cast<Thread *>(arch::currentContext()->thread))
    sys::attendAndLeave(*thread, result);
}

void pauseIfAsked() {
  auto *thread = static_cast<Thread *>(arch::currentContext()->thread);
  if (thread && thread->needsAttention() && !thread->pause())
    exitFromHost(0);
}

} // namespace wasixc::guest
