#include "runtime/kernel/program.h"

#include "runtime/base/accountant.h"
#include "runtime/base/message.h"
#include "runtime/kernel/kernel.h"

#include <algorithm>

namespace wasixc {

namespace {

constexpr uint32_t kCannotRun = 126; // as a shell says of a file that it cannot execute

bool importsFunction(const guest::Image &image, std::string_view module, std::string_view name) {
  return std::ranges::any_of(image.imports(), [&](const abi::ImageImport &import) {
    return import.kind == abi::ExternalKind::Function && image.string(import.name) == name &&
           image.string(import.module) == module;
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
  importsRecord = importsFunction(*image, "wasixc_v1", "tos");
  const bool isDynamic = DynamicLinker::isNeeded(*image);
  adoptStore(std::make_unique<guest::Store>(std::move(*stack), isDynamic
                                                                   ? guest::Store::Linking::ManyInstances
                                                                   : guest::Store::Linking::OneInstance));
  store->setThread(&thread);
  if (isDynamic) {
    dynamicLinker = std::make_unique<DynamicLinker>(*store);
    if (auto linked = dynamicLinker->linkProgram(process, image); !linked)
      return linked;
    return expectForks();
  }
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
  return importsFunction(*image, "wasix_32v1", "proc_fork") ? expectForks() : std::monostate();
}

std::monostate Program::expectForks() const {
  for (const auto &memory : store->memories())
    memory->expectFork();
  return {};
}

guest::Expected<std::unique_ptr<Program>> Program::copy(Thread &newThread, guest::Memories kind) const {
  auto copy = std::make_unique<Program>(newThread, image);
  auto stack = guest::GuestStack::create();
  if (!stack)
    return std::move(stack.error());
  const uint64_t caller = thread.callerContext().index;
  auto newStore = kind == guest::Memories::Shared ? store->forThread(std::move(*stack), &newThread)
                                                  : store->fork(std::move(*stack), &newThread, kind, caller);
  if (!newStore)
    return std::move(newStore.error());
  copy->adoptStore(std::move(*newStore));
  if (kind != guest::Memories::Shared)
    newThread.beginAt(copy->store->instances()[caller]->context());
  if (dynamicLinker)
    copy->dynamicLinker = dynamicLinker->fork(*copy->store);
  copy->steps = steps;
  copy->madeFunctions = madeFunctions;
  copy->importsRecord = importsRecord;
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

guest::Expected<std::unique_ptr<Program>> Program::fork(Thread &child, guest::Memories kind) const {
  if (!accountant::canAllocate(contexts.bytes() + saved.copiedBytes()))
    return guest::Error{Errno::NOMEM, "no memory for a copy of coroutines and checkpoints"};
  auto forked = copy(child, kind);
  if (!forked)
    return forked;
  (*forked)->forked = true;
  (*forked)->saved.copyFrom(saved);
  (*forked)->contexts.copyFrom(contexts);
  return forked;
}

guest::Expected<std::unique_ptr<Program>> Program::forThread(Thread &newThread) const {
  const auto memories = instance().allMemories();
  if (dynamicLinker || !threadEntry() || memories.empty() || !memories.front()->limits().isShared)
    return guest::Error{Errno::NOTCAPABLE, "no threads in this program"};
  return copy(newThread, guest::Memories::Shared);
}

// wasi_thread_start takes the thread's number and the argument of its spawn; modules of 2022 export
// _start_thread instead, which takes the argument only.
const abi::ImageExport *Program::threadEntry() const {
  for (const char *name : {"wasi_thread_start", "_start_thread"})
    if (const abi::ImageExport *item = image->findExport(name);
        item && item->kind == abi::ExternalKind::Function) {
      const abi::ImageType &type = image->types()[item->typeIndex];
      const auto parameters = image->list<abi::ValueKind>(type.parameters);
      if (type.entry != 0 && type.results.count == 0 && (parameters.size() == 1 || parameters.size() == 2) &&
          std::ranges::all_of(parameters, [](abi::ValueKind kind) {
            return kind == abi::ValueKind::I32 || kind == abi::ValueKind::I64;
          }))
        return item;
    }
  return nullptr;
}

guest::CallResult Program::startThread(uint32_t tid, uint32_t argument) {
  const abi::ImageExport *entry = threadEntry();
  const guest::Value both[] = {{tid, 0}, {argument, 0}};
  const size_t count = image->types()[entry->typeIndex].parameters.count;
  return guest::call(instance(), instance().reference(entry->index), entry->typeIndex,
                     std::span(both).last(count), {});
}

guest::Table *Program::functionTable() const {
  return dynamicLinker ? dynamicLinker->functionTable() : guest::exportedFunctionTable(instance()).get();
}

guest::Value *Program::stackPointer() const {
  if (dynamicLinker)
    return dynamicLinker->stackPointer();
  const auto item = instance().exportNamed("__stack_pointer");
  const auto *global = item ? std::get_if<guest::GlobalExternal>(&*item) : nullptr;
  const bool isUsable = global && global->isMutable && global->type == abi::ValueKind::I32;
  return isUsable ? global->slot : nullptr;
}

bool Program::separateMemories() const {
  bool isDone = true;
  for (const auto &memory : store->memories())
    isDone = memory->separate() && isDone;
  return isDone;
}

uint64_t Program::copiedBytes() const {
  uint64_t bytes = 0;
  for (const auto &memory : store->memories())
    bytes += memory->copiedBytes();
  return bytes;
}

// Functions come from the import table, memories (env.memory of threaded programs) are made.
guest::Expected<guest::External> Program::resolve(const abi::ImageImport &import) {
  const std::string_view module = image->string(import.module), name = image->string(import.name);
  switch (import.kind) {
  case abi::ExternalKind::Function: {
    return guest::External(resolveHostFunction(process.kernel, module, name));
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

guest::CallResult Program::start() {
  if (!store)
    if (auto done = prepare(); !done)
      return cannotRun(done.error().text);
  process.personality = personalityOf(*image);
  if (importsRecord)
    thread.countCycles();
  if (!dynamicLinker)
    if (const auto trap = instance().applySegments())
      return guest::CallResult::trapped(*trap);
  return startGuest();
}

guest::CallResult Program::cannotRun(std::string_view reason) {
  printMessage({process.name(), ": ", reason});
  process.beginExit({.code = kCannotRun});
  return {};
}

} // namespace wasixc
