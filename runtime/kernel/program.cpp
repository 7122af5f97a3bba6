#include "runtime/kernel/program.h"

#include "runtime/base/message.h"
#include "runtime/kernel/kernel.h"

#include <algorithm>

namespace wasixc {

namespace {

constexpr uint32_t kCannotRun = 126; // as a shell says of a file that it cannot execute

// Calls of imports that nobody serves.
void trapUnknownImport() { guest::trapFromHost(abi::TrapKind::UnknownImport); }

bool mayFork(const guest::Image &image) {
  return std::ranges::any_of(image.imports(), [&](const abi::ImageImport &import) {
    return import.kind == abi::ExternalKind::Function && image.string(import.name) == "proc_fork";
  });
}

} // namespace

Personality personalityOf(const guest::Image &image) {
  const bool isWasix = std::ranges::any_of(image.imports(), [&](const abi::ImageImport &import) {
    return import.kind == abi::ExternalKind::Function && image.string(import.module).starts_with("wasix_");
  });
  return isWasix ? Personality::Wasix : Personality::Preview1;
}

guest::Expected<std::monostate> Program::prepare() {
  auto stack = guest::GuestStack::create();
  if (!stack)
    return std::move(stack.error());
  adoptStore(std::make_unique<guest::Store>(std::move(*stack)));
  store->setThread(&thread);
  std::vector<guest::External> imports;
  for (const abi::ImageImport &import : image->imports()) {
    auto external = resolve(import);
    if (!external)
      return std::move(external.error());
    imports.push_back(std::move(*external));
  }
  auto linked = store->link(image, imports);
  if (!linked)
    return std::move(linked.error());
  if (mayFork(*image))
    for (const auto &memory : instance().allMemories())
      memory->expectFork();
  return std::monostate();
}

guest::Expected<std::unique_ptr<Program>> Program::fork(Thread &child) const {
  auto copy = std::make_unique<Program>(child, image);
  auto stack = guest::GuestStack::create();
  if (!stack)
    return std::move(stack.error());
  auto forkedStore = store->fork(std::move(*stack), &child);
  if (!forkedStore)
    return std::move(forkedStore.error());
  copy->adoptStore(std::move(*forkedStore));
  copy->forked = true;
  copy->importsRecord = importsRecord;
  copy->saved.copyFrom(saved);
  copy->contexts.copyFrom(contexts);
  return copy;
}

void Program::adoptStore(std::unique_ptr<guest::Store> newStore) {
  store = std::move(newStore);
  store->addSavedRoots = [this](guest::ExceptionHeap::Roots &roots) {
    saved.addRoots(roots);
    contexts.addRoots(roots);
    thread.addSavedRoots(roots);
  };
}

bool Program::separateMemories() const {
  bool isDone = true;
  for (const auto &memory : instance().allMemories())
    isDone = memory->separate() && isDone;
  return isDone;
}

uint64_t Program::copiedBytes() const {
  uint64_t bytes = 0;
  for (const auto &memory : instance().allMemories())
    bytes += memory->copiedBytes();
  return bytes;
}

// Functions come from the import table, memories (env.memory of threaded programs) are made.
guest::Expected<guest::External> Program::resolve(const abi::ImageImport &import) {
  const std::string_view module = image->string(import.module), name = image->string(import.name);
  switch (import.kind) {
  case abi::ExternalKind::Function: {
    if (module == "wasixc_v1" && name == "tos")
      importsRecord = true;
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
guest::CallResult Program::start() {
  if (!store)
    if (auto done = prepare(); !done)
      return cannotRun(done.error().text);
  process.personality = personalityOf(*image);
  if (importsRecord)
    thread.countCycles();
  guest::CallResult result = instance().initialize();
  if (result.outcome != guest::CallResult::Outcome::Returned)
    return result;
  for (const char *entry : {"_start", "_initialize"})
    if (canCall(entry))
      return guest::callExport(instance(), entry);
  return result;
}

bool Program::canCall(std::string_view name) const {
  const abi::ImageExport *item = image->findExport(name);
  if (!item || item->kind != abi::ExternalKind::Function)
    return false;
  const abi::ImageType &type = image->types()[item->typeIndex];
  return type.entry != 0 && type.parameters.count == 0 && type.results.count == 0;
}

guest::CallResult Program::cannotRun(std::string_view reason) {
  printMessage({process.name(), ": ", reason});
  process.beginExit({.code = kCannotRun});
  return {};
}

} // namespace wasixc
