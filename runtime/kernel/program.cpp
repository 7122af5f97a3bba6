#include "runtime/kernel/program.h"

#include "runtime/base/message.h"
#include "runtime/kernel/kernel.h"

namespace wasixc {

namespace {

constexpr uint32_t kCannotRun = 126; // as a shell says of a file that it cannot execute

constexpr uint8_t signalOf(abi::TrapKind kind) {
  enum : uint8_t {
#define WASIX_SIGNAL(number, name, action, text) name = number,
#include "abi/signals.def"
#undef WASIX_SIGNAL
  };
  switch (kind) {
#define WASIX_TRAP(name, text, signal)                                                                       \
  case abi::TrapKind::name:                                                                                  \
    return signal;
#include "abi/traps.def"
#undef WASIX_TRAP
  }
  return ABRT;
}

// Calls of imports that nobody serves.
void trapUnknownImport() { guest::trapFromHost(abi::TrapKind::UnknownImport); }

} // namespace

void Program::run() {
  auto stack = guest::GuestStack::create();
  if (!stack)
    return cannotRun(stack.error().text);
  store.emplace(std::move(*stack));
  store->setThread(&thread);
  auto instance = link();
  if (!instance)
    return cannotRun(instance.error().text);
  finish(start(**instance));
}

guest::Expected<guest::Instance *> Program::link() {
  std::vector<guest::External> imports;
  for (const abi::ImageImport &import : image->imports()) {
    auto external = resolve(import);
    if (!external)
      return std::move(external.error());
    imports.push_back(std::move(*external));
  }
  return store->link(image, imports);
}

// Functions come from the import table, memories (env.memory of threaded programs) are made.
guest::Expected<guest::External> Program::resolve(const abi::ImageImport &import) {
  const std::string_view module = image->string(import.module), name = image->string(import.name);
  switch (import.kind) {
  case abi::ExternalKind::Function: {
    if (module.starts_with("wasix_"))
      process.personality = Personality::Wasix;
    if (const guest::HostFunction *function = process.kernel.resolveImport(module, name))
      return guest::External(*function);
    return guest::External(guest::HostFunction{reinterpret_cast<const void *>(&trapUnknownImport), {}});
  }
  case abi::ExternalKind::Memory: {
    auto memory = guest::LinearMemory::create(image->memories()[import.index].limits);
    if (!memory)
      return std::move(memory.error());
    return guest::External(std::move(*memory));
  }
  default:
    return guest::Error{Errno::NOEXEC, "unknown import " + std::string(module) + "." + std::string(name)};
  }
}

// A command has _start; a reactor has _initialize, and is done when that returns.
guest::CallResult Program::start(guest::Instance &instance) {
  guest::CallResult result = instance.initialize();
  if (result.outcome != guest::CallResult::Outcome::Returned)
    return result;
  for (const char *entry : {"_start", "_initialize"})
    if (canCall(entry))
      return guest::callExport(instance, entry);
  return result;
}

bool Program::canCall(std::string_view name) const {
  const abi::ImageExport *item = image->findExport(name);
  if (!item || item->kind != abi::ExternalKind::Function)
    return false;
  const abi::ImageType &type = image->types()[item->typeIndex];
  return type.entry != 0 && type.parameters.count == 0 && type.results.count == 0;
}

// After an exit the status is set already, and this one does not count.
void Program::finish(const guest::CallResult &result) {
  if (result.outcome == guest::CallResult::Outcome::Trapped) {
    printMessage({guest::formatTrap(result.trap)});
    process.beginExit({.signal = signalOf(result.trap.kind)});
  }
  process.beginExit({});
}

void Program::cannotRun(std::string_view reason) {
  printMessage({process.name(), ": ", reason});
  process.beginExit({.code = kCannotRun});
}

} // namespace wasixc
