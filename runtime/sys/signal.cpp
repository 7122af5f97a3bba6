// Signals: WASIX semantics 11.
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/program.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

constexpr size_t kLongestName = 1 << 16;

// An exported function (i32) -> (), or null.
const abi::FunctionDescriptor *findCallback(const guest::Instance &instance, std::string_view name) {
  const guest::Image &image = instance.image();
  const abi::ImageExport *item = image.findExport(name);
  if (!item || item->kind != abi::ExternalKind::Function)
    return nullptr;
  const abi::ImageType &type = image.types()[item->typeIndex];
  const auto parameters = image.list<abi::ValueKind>(type.parameters);
  if (parameters.size() != 1 || parameters[0] != abi::ValueKind::I32 || type.results.count != 0)
    return nullptr;
  return instance.reference(item->index);
}

// What the host process was started to ignore counts for the first program that asks.
void takeOverHostSignals(Process &process) {
  const uint32_t ignored = process.kernel.signalService.forwardHostSignals();
  for (uint8_t signal = 1; signal < kSignalCount; ++signal)
    if ((ignored >> signal & 1) != 0)
      process.setIgnored(signal, true);
}

Errno raise(Thread &thread, uint32_t signal) {
  if (!isSignal(signal))
    return signal == 0 ? Errno::SUCCESS : Errno::INVAL;
  thread.raise(static_cast<uint8_t>(signal));
  return Errno::SUCCESS;
}

} // namespace

// No name takes the callback away.
void callback_signal(Thread &thread, GuestPtr<uint8_t> name, uint32_t length) {
  Process &process = thread.process();
  if (length == 0) {
    process.removeCallback();
    return;
  }
  const auto text = thread.memory().text(name, length, kLongestName, Errno::NAMETOOLONG);
  if (!text.ok())
    return;
  takeOverHostSignals(process);
  process.setCallback(findCallback(thread.program->instance(), *text));
}

// To the calling thread, as POSIX raise.
Errno proc_raise(Thread &thread, uint32_t signal) { return raise(thread, signal); }

// Of the threads of a process, the first one gets it.
Errno proc_signal(Thread &thread, uint32_t pid, uint32_t signal) {
  if (pid == thread.tid())
    return raise(thread, signal);
  if (signal != 0 && !isSignal(signal))
    return Errno::INVAL;
  return thread.process().kernel.signal(pid, static_cast<uint8_t>(signal)).error();
}

// Who is not there gets nothing, and that is no error, as in Wasmer.
Errno thread_signal(Thread &thread, uint32_t tid, uint32_t signal) {
  constexpr uint32_t kMainThread = 0x3fffffff;
  const Pid pid = thread.process().pid;
  const Tid wanted = tid == kMainThread ? pid : tid;
  if (wanted == thread.tid() || !isSignal(signal))
    return raise(thread, signal);
  return thread.process().kernel.signal(pid, static_cast<uint8_t>(signal), wanted).error();
}

Errno proc_raise_interval(Thread &thread, uint32_t signal, uint64_t interval, uint32_t repeats) {
  if (!isSignal(signal))
    return Errno::INVAL;
  Process &process = thread.process();
  return process.kernel.signalService
      .setTimer(process.pid, static_cast<uint8_t>(signal), interval, repeats != 0)
      .error();
}

namespace {

// Never empty: without an entry, WASIX's C library has no table of handlers, and traps at the first signal.
std::vector<abi::SignalDisposition> dispositions(Process &process) {
  std::vector<abi::SignalDisposition> list;
  const uint32_t ignored = process.ignoredSignals();
  for (uint8_t signal = 1; signal < kSignalCount; ++signal)
    if ((ignored >> signal & 1) != 0)
      list.push_back({.signal = signal, .disposition = 1});
  if (list.empty())
    list.push_back({.signal = kSignalChild, .disposition = 0});
  return list;
}

} // namespace

Errno proc_signals_sizes_get(Thread &thread, GuestPtr<uint32_t> count) {
  takeOverHostSignals(thread.process());
  return thread.memory().store(count, static_cast<uint32_t>(dispositions(thread.process()).size())).error();
}

Errno proc_signals_get(Thread &thread, GuestPtr<abi::SignalDisposition> list) {
  const auto entries = dispositions(thread.process());
  uint8_t *place = TRY(thread.memory().array(list, static_cast<uint32_t>(entries.size())));
  memcpy(place, entries.data(), entries.size() * sizeof(abi::SignalDisposition));
  return Errno::SUCCESS;
}

} // namespace wasixc::sys
