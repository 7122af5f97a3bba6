// Groups of modules: gathering, placing, starting. dynamic_linker_bind.cpp binds symbols.
#include "runtime/kernel/dynamic_linker.h"

#include "runtime/kernel/kernel.h"

#include <algorithm>

namespace wasixc {

namespace {

using guest::Error;

constexpr uint32_t kProgram = 0;          // the program's module
constexpr uint32_t kStackBytes = 8 << 20; // WASIX semantics 15, as are the alignments
constexpr uint32_t kStackAlignment = 1024;
constexpr uint32_t kLowestAlignment = 4; // 2^4: no data at address 0
constexpr uint32_t kFirstElement = 1;    // element 0 is the null pointer to functions
constexpr uint64_t kAddressSpace = 1ull << 32;

uint64_t alignTo(uint64_t value, uint64_t alignment) { return (value + alignment - 1) & ~(alignment - 1); }

Error failure(std::string text) { return Error{Errno::NOEXEC, std::move(text)}; }

Error tooMany(const std::string &name) {
  return Error{Errno::NOMEM,
               name + ": too many libraries (" + std::to_string(DynamicLinker::kMostModules) + ")"};
}

std::vector<std::string> texts(const guest::Image &image, abi::Range range) {
  std::vector<std::string> all;
  for (const abi::String &text : image.list<abi::String>(range))
    all.emplace_back(image.string(text));
  return all;
}

std::shared_ptr<guest::Table> importedFunctionTable(const guest::Instance &instance) {
  const guest::Image &image = instance.image();
  for (const abi::ImageImport &import : image.imports())
    if (import.kind == abi::ExternalKind::Table && image.string(import.name) == guest::kFunctionTable)
      return instance.table(import.index);
  return nullptr;
}

} // namespace

bool DynamicLinker::isNeeded(const guest::Image &program) {
  return program.dylink() || std::ranges::any_of(program.imports(), [&](const abi::ImageImport &import) {
           return import.kind == abi::ExternalKind::Function && program.string(import.name) == "dlopen" &&
                  program.string(import.module) == "wasix_32v1";
         });
}

guest::Expected<std::monostate> DynamicLinker::linkProgram(Process &process,
                                                           const std::shared_ptr<const guest::Image> &image) {
  addModule({image, {}, std::string(process.name())});
  modules.front().isGlobal = true;
  const std::string libraryPath = process.environment.variable("LD_LIBRARY_PATH").value_or("");
  if (auto done = addNeeded(process, kProgram, libraryPath); !done)
    return done;
  for (Module &module : modules)
    module.isGlobal = true;
  return linkGroup(process, kProgram);
}

uint32_t DynamicLinker::addModule(LibraryFile file) {
  if (const auto known = modules.empty() ? std::nullopt : findModule(file.key))
    return *known;
  auto exports = std::make_shared<Exports>();
  for (const abi::ImageExport &item : file.image->exports())
    exports->try_emplace(file.image->string(item.name), &item);
  modules.push_back(
      {.image = std::move(file.image), .key = file.key, .path = std::move(file.path), .exports = exports});
  return static_cast<uint32_t>(modules.size() - 1);
}

std::optional<uint32_t> DynamicLinker::findModule(const ImageCache::Key &key) const {
  for (uint32_t i = kProgram + 1; i < modules.size(); ++i)
    if (modules[i].key == key)
      return i;
  return std::nullopt;
}

// Breadth first, as symbols are looked up.
guest::Expected<std::monostate> DynamicLinker::addNeeded(Process &process, uint32_t first,
                                                         std::string_view libraryPath) {
  for (uint32_t i = first; i < modules.size(); ++i)
    if (auto done = addNeededOf(process, i, libraryPath); !done)
      return done;
  return std::monostate();
}

guest::Expected<std::monostate> DynamicLinker::addNeededOf(Process &process, uint32_t module,
                                                           std::string_view libraryPath) {
  const std::shared_ptr<const guest::Image> image = modules[module].image;
  const abi::ImageDylink *dylink = image->dylink();
  if (!dylink)
    return std::monostate();
  const auto runtimePaths = texts(*image, dylink->runtimePaths);
  for (const std::string &name : texts(*image, dylink->needed)) {
    std::string problem;
    auto file = findLibrary(process, name, libraryPath, runtimePaths, modules[module].path, problem);
    if (!file.ok())
      return Error{file.error(), problem};
    const bool isOneTooMany = modules[module].needed.size() >= kMostModules; // some may come twice
    if (isOneTooMany || (!findModule(file->key) && modules.size() >= kMostModules))
      return tooMany(name);
    const uint32_t needed = addModule(std::move(*file));
    modules[module].needed.push_back(needed);
  }
  return std::monostate();
}

guest::Expected<uint32_t> DynamicLinker::open(Process &process, const OpenRequest &request) {
  std::string problem;
  auto file = findLibrary(process, request.name, request.libraryPath, {}, "", problem);
  if (!file.ok())
    return Error{file.error(), problem};
  auto module = findModule(file->key);
  if (!module) {
    if ((request.flags & abi::kDlNoLoad) != 0)
      return Error{Errno::NOENT, request.name + ": not loaded"};
    if (modules.size() >= kMostModules)
      return tooMany(request.name);
    const auto first = static_cast<uint32_t>(modules.size());
    isDeep = (request.flags & abi::kDlDeepBind) != 0;
    module = addModule(std::move(*file));
    auto done = addNeeded(process, first, request.libraryPath);
    if (done)
      done = linkGroup(process, first);
    isDeep = false;
    if (!done) {
      // Once all are instantiated they stay in the store, but nobody can find them any more: the table may
      // hold their functions.
      modules.resize(first);
      while (modules.size() < store.get().instances().size())
        modules.push_back({.image = store.get().instances()[modules.size()]->sharedImage(),
                           .path = {},
                           .isStarted = true,
                           .exports = std::make_shared<Exports>()});
      return done.error();
    }
  }
  if ((request.flags & abi::kDlGlobal) != 0) {
    std::vector<uint32_t> scope;
    addWithNeeded(*module, scope);
    for (const uint32_t each : scope)
      modules[each].isGlobal = true;
  }
  return *module + kProgramHandle;
}

guest::Expected<std::monostate> DynamicLinker::linkGroup(Process &process, uint32_t first) {
  if (auto done = instantiateGroup(process, first); !done) {
    store.get().unlink(first);
    cells.clear();
    return done;
  }
  for (uint32_t i = first; i < modules.size(); ++i) {
    if (instance(i).applySegments()) {
      cells.clear();
      return failure(modules[i].path + ": its segments do not fit into the memory or table that it asks for");
    }
    noteElements(i);
  }
  return fillCells();
}

guest::Expected<std::monostate> DynamicLinker::instantiateGroup(Process &process, uint32_t first) {
  for (uint32_t i = first; i < modules.size(); ++i)
    if (auto announced = store.get().announce(*modules[i].image); !announced)
      return announced.error();
  for (uint32_t i = first; i < modules.size(); ++i) {
    if (i != kProgram)
      if (auto done = placeLibrary(i); !done)
        return done;
    if (auto done = instantiate(process, i); !done)
      return done;
    if (i == kProgram)
      if (auto done = placeProgram(); !done)
        return done;
  }
  return std::monostate();
}

// The program's memory and table exist only now. It knows its bases already: they depend on nothing else.
guest::Expected<std::monostate> DynamicLinker::placeProgram() {
  adoptStorage();
  const abi::ImageDylink *dylink = modules[kProgram].image->dylink();
  if (!dylink)
    return std::monostate();
  const uint64_t end = uint64_t{modules[kProgram].memoryBase} + dylink->memorySize;
  const uint64_t low = alignTo(end, kStackAlignment);
  if (low + kStackBytes > kAddressSpace)
    return failure("the program's data leave no room for its stack");
  stackLow = static_cast<uint32_t>(low);
  stackHigh = heapBase = stackLow + kStackBytes;
  if (auto done = growMemory(heapBase); !done)
    return done;
  const uint64_t elements = uint64_t{modules[kProgram].tableBase} + dylink->tableSize;
  if (table && elements > table->size() && table->grow(elements - table->size(), 0) < 0)
    return failure("the program's table cannot grow to " + std::to_string(elements) + " elements");
  return std::monostate();
}

guest::Expected<std::monostate> DynamicLinker::growMemory(uint64_t bytes) {
  const uint64_t size = memory ? memory->byteSize() : 0;
  if (bytes <= size)
    return std::monostate();
  if (!memory || memory->grow((bytes - size + abi::kWasmPageSize - 1) / abi::kWasmPageSize) < 0)
    return Error{Errno::NOMEM, "no memory for the data of a library or program"};
  return std::monostate();
}

// Libraries share pages: what the last one has left over is used first, unless the program has grown its
// memory in between.
guest::Expected<uint32_t> DynamicLinker::allocateMemory(uint32_t size, uint32_t alignment) {
  const uint64_t wanted = uint64_t{1} << alignment;
  uint64_t begin = alignTo(freeBegin, wanted);
  if (freeEnd == 0 || begin + size > freeEnd) {
    begin = alignTo(memory ? memory->byteSize() : 0, wanted);
    if (begin + size > kAddressSpace)
      return Error{Errno::NOMEM, "no address space for the data of a library"};
    if (auto done = growMemory(begin + size); !done)
      return done.error();
    freeEnd = memory ? memory->byteSize() : 0;
  }
  freeBegin = begin + size;
  return static_cast<uint32_t>(begin);
}

guest::Expected<std::monostate> DynamicLinker::placeLibrary(uint32_t module) {
  const abi::ImageDylink &dylink = *modules[module].image->dylink();
  if (dylink.memorySize > 0) {
    auto base = allocateMemory(dylink.memorySize, dylink.memoryAlignment);
    if (!base)
      return base.error();
    modules[module].memoryBase = *base;
  }
  if (dylink.tableSize == 0)
    return std::monostate();
  if (!table)
    return failure("the program has no table '__indirect_function_table' for the functions of libraries");
  const uint64_t base = alignTo(table->size(), uint64_t{1} << dylink.tableAlignment);
  if (base >= kAddressSpace || table->grow(base + dylink.tableSize - table->size(), 0) < 0)
    return failure("the program's table cannot grow (wasm-ld --growable-table)");
  modules[module].tableBase = static_cast<uint32_t>(base);
  return std::monostate();
}

guest::Expected<std::monostate> DynamicLinker::instantiate(Process &process, uint32_t module) {
  const std::shared_ptr<const guest::Image> image = modules[module].image;
  const abi::ImageDylink *dylink = image->dylink();
  if (module == kProgram && dylink) {
    const uint32_t alignment = std::max(dylink->memoryAlignment, kLowestAlignment);
    modules[module].memoryBase = 1u << alignment;
    modules[module].tableBase =
        static_cast<uint32_t>(alignTo(kFirstElement, uint64_t{1} << dylink->tableAlignment));
  }
  scope = scopeOf(module);
  const auto weak = dylink ? image->list<uint32_t>(dylink->weakImports) : std::span<const uint32_t>();
  std::vector<guest::External> imports;
  for (const abi::ImageImport &import : image->imports()) {
    const bool isWeak = std::ranges::binary_search(weak, static_cast<uint32_t>(imports.size()));
    auto external = resolve(process, module, import, isWeak);
    if (!external)
      return Error{external.error().code, modules[module].path + ": " + external.error().text};
    imports.push_back(std::move(*external));
  }
  auto linked = store.get().link(image, imports);
  if (!linked)
    return Error{linked.error().code, modules[module].path + ": " + linked.error().text};
  return std::monostate();
}

// The program's memory and the table that all modules share; none when it does not say which that is.
void DynamicLinker::adoptStorage() {
  const guest::Instance &program = instance(kProgram);
  memory = program.allMemories().empty() ? nullptr : program.memory(0);
  pointerToStack = findStackPointer();
  table = guest::exportedFunctionTable(program);
  for (size_t i = 0; i < store.get().instances().size() && !table; ++i)
    table = importedFunctionTable(*store.get().instances()[i]);
  // A program without pointers to functions has none; libraries may have some.
  if (!table && modules[kProgram].image->dylink())
    if (auto made = guest::Table::create(
            {.minimum = 0, .maximum = ~0ull, .is64 = 0, .isShared = 0, .padding = {}}, {}))
      table = std::move(*made);
}

std::vector<StartStep> DynamicLinker::planStart() {
  std::vector<StartStep> steps;
  std::vector<uint32_t> started;
  std::vector<bool> isConstructed(modules.size(), true);
  for (uint32_t i = 0; i < modules.size(); ++i)
    if (!std::exchange(modules[i].isStarted, true)) {
      started.push_back(i);
      isConstructed[i] = false;
    }
  for (const uint32_t module : started)
    planStartOf(steps, module);
  for (const uint32_t module : started)
    planConstructors(steps, module, isConstructed);
  return steps;
}

bool DynamicLinker::planCall(std::vector<StartStep> &steps, uint32_t module, std::string_view name) const {
  const auto found = modules[module].exports->find(name);
  if (found == modules[module].exports->end() || found->second->kind != abi::ExternalKind::Function)
    return false;
  const abi::ImageType &type = modules[module].image->types()[found->second->typeIndex];
  if (type.parameters.count > 0 || type.results.count > 0)
    return false;
  steps.push_back({module, found->second->index});
  return true;
}

void DynamicLinker::planStartOf(std::vector<StartStep> &steps, uint32_t module) const {
  if (const abi::FunctionIndex start = modules[module].image->header().start; start != abi::kNullFunction)
    steps.push_back({module, start});
  for (const char *name : {"__wasm_apply_data_relocs", "__wasm_apply_tls_relocs"})
    planCall(steps, module, name);
}

// What a module needs comes first, as far as it is not in a circle.
// Without recursion: modules decide how deep they need each other.
void DynamicLinker::planConstructors(std::vector<StartStep> &steps, uint32_t module,
                                     std::vector<bool> &isConstructed) const {
  struct Visit {
    uint32_t module;
    size_t next = 0; // of what it needs
  };
  std::vector<Visit> path;
  const auto visit = [&](uint32_t each) {
    if (!isConstructed[each])
      path.push_back({each});
    isConstructed[each] = true;
  };
  visit(module);
  while (!path.empty()) {
    Visit &current = path.back();
    const auto &needed = modules[current.module].needed;
    if (current.next < needed.size()) {
      visit(needed[current.next++]);
      continue;
    }
    if (current.module != kProgram && !planCall(steps, current.module, "__wasm_call_ctors"))
      planCall(steps, current.module, "_initialize");
    path.pop_back();
  }
}

std::unique_ptr<DynamicLinker> DynamicLinker::fork(guest::Store &copy) const {
  auto forked = std::make_unique<DynamicLinker>(*this);
  forked->store = copy;
  forked->adoptStorage();
  return forked;
}

} // namespace wasixc
