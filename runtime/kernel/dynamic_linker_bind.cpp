// Symbols: which definition an import gets, and what value a symbol has.
#include "runtime/kernel/dynamic_linker.h"
#include "runtime/kernel/kernel.h"

#include <algorithm>

namespace wasixc {

namespace {

using guest::Error;

bool isImported(const guest::Image &image, const abi::ImageExport &item) {
  switch (item.kind) {
  case abi::ExternalKind::Function:
    return (item.index & abi::kImportedFunction) != 0;
  case abi::ExternalKind::Global:
    return image.globals()[item.index].isImported != 0;
  case abi::ExternalKind::Tag:
    return image.tags()[item.index].isImported != 0;
  default:
    return false;
  }
}

} // namespace

guest::HostFunction resolveHostFunction(const Kernel &kernel, std::string_view module,
                                        std::string_view name) {
  if (const guest::HostFunction *function = kernel.resolveImport(module, name))
    return *function;
  return guest::HostFunction::unknownImport();
}

void DynamicLinker::addWithNeeded(uint32_t module, std::vector<uint32_t> &scope) const {
  size_t next = scope.size();
  std::vector<bool> isKnown(modules.size());
  for (const uint32_t each : scope)
    isKnown[each] = true;
  const auto add = [&](uint32_t each) {
    if (!isKnown[each])
      scope.push_back(each);
    isKnown[each] = true;
  };
  for (add(module); next < scope.size(); ++next)
    for (const uint32_t needed : modules[scope[next]].needed)
      add(needed);
}

// The program first, then what is global, then the module with what it needs: or that before all (deep).
std::vector<uint32_t> DynamicLinker::scopeOf(uint32_t module) const {
  std::vector<uint32_t> scope;
  if (isDeep)
    addWithNeeded(module, scope);
  for (uint32_t i = 0; i < modules.size(); ++i)
    if (modules[i].isGlobal && std::ranges::find(scope, i) == scope.end())
      scope.push_back(i);
  if (!isDeep)
    addWithNeeded(module, scope);
  return scope;
}

std::optional<DynamicLinker::Definition> DynamicLinker::find(std::span<const uint32_t> scope,
                                                             std::string_view name) const {
  for (const uint32_t module : scope) {
    const auto found = modules[module].exports->find(name);
    if (found != modules[module].exports->end() && !isImported(*modules[module].image, *found->second))
      return Definition{module, found->second};
  }
  return std::nullopt;
}

guest::Expected<guest::External> DynamicLinker::resolve(Process &process, uint32_t module,
                                                        const abi::ImageImport &import, bool isWeak) {
  const guest::Image &image = *modules[module].image;
  const std::string_view from = image.string(import.module), name = image.string(import.name);
  const auto unknown = [&] {
    return Error{Errno::NOEXEC, "unknown import " + std::string(from) + "." + std::string(name)};
  };
  switch (import.kind) {
  case abi::ExternalKind::Function:
    return resolveFunction(process, from, name);
  case abi::ExternalKind::Memory: {
    if (memory)
      return guest::External(memory);
    auto created = guest::LinearMemory::create(image.memories()[import.index].limits);
    if (!created)
      return created.error();
    return guest::External(std::move(*created));
  }
  case abi::ExternalKind::Table: {
    if (from != "env" || name != "__indirect_function_table")
      return unknown();
    if (table)
      return guest::External(table);
    if (module != 0)
      return Error{Errno::NOEXEC, "the program does not export its table '__indirect_function_table'"};
    auto created = guest::Table::create(image.tables()[import.index].limits, {});
    if (!created)
      return created.error();
    return guest::External(std::move(*created));
  }
  case abi::ExternalKind::Global:
    return resolveGlobal(module, import, isWeak);
  case abi::ExternalKind::Tag:
    break;
  }
  if (from != "env")
    return unknown();
  return resolveTag(image, import);
}

guest::External DynamicLinker::resolveFunction(Process &process, std::string_view from,
                                               std::string_view name) const {
  if (from == "env")
    if (const auto definition = find(scope, name);
        definition && definition->item->kind == abi::ExternalKind::Function)
      return guest::FunctionExternal{store.get().reference(definition->module, definition->item->index),
                                     modules[definition->module].image.get(), definition->item->typeIndex};
  return resolveHostFunction(process.kernel, from, name);
}

guest::GlobalExternal DynamicLinker::ownGlobal(bool isMutable, uint32_t value) {
  guest::Value *slot = store.get().addGlobals(1);
  slot->low = value;
  return {abi::ValueKind::I32, isMutable, slot};
}

guest::Expected<guest::External> DynamicLinker::resolveGlobal(uint32_t module, const abi::ImageImport &import,
                                                              bool isWeak) {
  const guest::Image &image = *modules[module].image;
  const std::string_view from = image.string(import.module), name = image.string(import.name);
  if (from == "GOT.mem" || from == "GOT.func") {
    const guest::GlobalExternal cell = ownGlobal(true, 0);
    cells.push_back({cell.slot, module, name, from == "GOT.func", isWeak});
    return guest::External(cell);
  }
  if (from == "env" && name == "__memory_base")
    return guest::External(ownGlobal(false, modules[module].memoryBase));
  if (from == "env" && name == "__table_base")
    return guest::External(ownGlobal(false, modules[module].tableBase));
  if (from == "env" && name == "__stack_pointer") {
    if (module == 0) {
      const guest::GlobalExternal pointer = ownGlobal(true, 0);
      cells.push_back({pointer.slot, module, "__stack_high", false, false});
      return guest::External(pointer);
    }
    if (guest::Value *pointer = stackPointer())
      return guest::External(guest::GlobalExternal{abi::ValueKind::I32, true, pointer});
  }
  if (from == "env")
    if (const auto definition = find(scope, name); definition &&
                                                   definition->module < store.get().instances().size() &&
                                                   definition->item->kind == abi::ExternalKind::Global)
      return instance(definition->module).external(*definition->item);
  return Error{Errno::NOEXEC, "unknown import " + std::string(from) + "." + std::string(name)};
}

// The program's, whether it is its own or was given to it.
guest::Value *DynamicLinker::findStackPointer() const {
  const guest::Image &program = *modules[0].image;
  const auto isPointer = [&](uint32_t index) {
    return program.globals()[index].type == abi::ValueKind::I32 && program.globals()[index].isMutable;
  };
  for (const abi::ImageImport &given : program.imports())
    if (given.kind == abi::ExternalKind::Global && program.string(given.name) == "__stack_pointer" &&
        isPointer(given.index))
      return &instance(0).global(given.index);
  const abi::ImageExport *own = program.findExport("__stack_pointer");
  const bool isOwn = own && own->kind == abi::ExternalKind::Global && isPointer(own->index);
  return isOwn ? &instance(0).global(own->index) : nullptr;
}

// Tags of this name are one for all modules (__cpp_exception, __c_longjmp).
guest::External DynamicLinker::resolveTag(const guest::Image &image, const abi::ImageImport &import) {
  const std::string_view name = image.string(import.name);
  std::shared_ptr<guest::Tag> &tag = tags[std::string(name)];
  if (!tag)
    for (uint32_t i = 0; i < store.get().instances().size() && !tag; ++i)
      if (const auto found = modules[i].exports->find(name);
          found != modules[i].exports->end() && found->second->kind == abi::ExternalKind::Tag)
        tag = instance(i).tag(found->second->index);
  if (!tag) {
    const abi::ImageType &type = image.types()[image.tags()[import.index].typeIndex];
    tag = std::make_shared<guest::Tag>(std::string(image.string(type.canonical)),
                                       "'" + std::string(name) + "'");
  }
  return tag;
}

// What the linker itself defines.
std::optional<uint32_t> DynamicLinker::layoutSymbol(std::string_view name) const {
  if (name == "__stack_low")
    return stackLow;
  if (name == "__stack_high")
    return stackHigh;
  if (name == "__heap_base")
    return heapBase;
  if (name == "__heap_end" && memory)
    return static_cast<uint32_t>(std::min<uint64_t>(memory->byteSize(), UINT32_MAX));
  return std::nullopt;
}

guest::Expected<std::monostate> DynamicLinker::fillCells() {
  std::optional<uint32_t> module;
  for (const Cell &cell : std::exchange(cells, {})) {
    if (std::exchange(module, cell.module) != cell.module)
      scope = scopeOf(cell.module);
    const auto definition = find(scope, cell.name);
    const auto own = cell.isFunction ? std::nullopt : layoutSymbol(cell.name);
    if (!definition && !own && !cell.isWeak)
      return Error{Errno::NOEXEC,
                   modules[cell.module].path + ": undefined symbol: " + std::string(cell.name)};
    if (!definition) {
      cell.value->low = own.value_or(0);
      continue;
    }
    if (cell.isFunction != (definition->item->kind == abi::ExternalKind::Function))
      return Error{Errno::NOEXEC,
                   modules[cell.module].path + ": symbol is of another kind: " + std::string(cell.name)};
    auto value = valueOf(*definition);
    if (!value)
      return value.error();
    cell.value->low = *value;
  }
  return std::monostate();
}

guest::Expected<uint32_t> DynamicLinker::valueOf(const Definition &definition) {
  const Module &module = modules[definition.module];
  const uint32_t index = definition.item->index;
  if (definition.item->kind == abi::ExternalKind::Function)
    return tableIndex(store.get().reference(definition.module, index));
  const abi::ImageDylink *dylink = module.image->dylink();
  if (definition.item->kind != abi::ExternalKind::Global ||
      module.image->globals()[index].type != abi::ValueKind::I32)
    return Error{Errno::INVAL, "the symbol is neither a function nor data"};
  const auto value = static_cast<uint32_t>(instance(definition.module).global(index).low);
  if (!dylink)
    return value;
  const auto ordinal = static_cast<uint32_t>(definition.item - module.image->exports().data());
  if (std::ranges::binary_search(module.image->list<uint32_t>(dylink->threadLocals), ordinal))
    return Error{Errno::NOTSUP, "thread-local data of libraries is not supported"};
  return module.memoryBase + value;
}

// Functions that a module has put into the table itself keep that address: they are compared by it.
void DynamicLinker::noteElements(uint32_t module) {
  const abi::ImageDylink *dylink = modules[module].image->dylink();
  if (!table)
    return;
  const uint64_t begin = dylink ? modules[module].tableBase : 0;
  const uint64_t end = dylink ? std::min(begin + dylink->tableSize, table->size()) : table->size();
  for (uint64_t i = begin; i < end; ++i)
    if (const auto *function = reinterpret_cast<const abi::FunctionDescriptor *>(table->elements()[i]))
      tableIndices.try_emplace(function, static_cast<uint32_t>(i));
}

guest::Expected<uint32_t> DynamicLinker::tableIndex(const abi::FunctionDescriptor *function) {
  if (const auto known = tableIndices.find(function); known != tableIndices.end())
    return known->second;
  const int64_t index = table ? table->grow(1, reinterpret_cast<uint64_t>(function)) : -1;
  if (index < 0)
    return Error{Errno::NOMEM, "the program's table cannot grow (wasm-ld --growable-table)"};
  tableIndices.emplace(function, static_cast<uint32_t>(index));
  return static_cast<uint32_t>(index);
}

guest::Expected<uint32_t> DynamicLinker::findSymbol(uint32_t handle, std::string_view name) {
  std::vector<uint32_t> scope;
  if (handle == kEverything)
    for (uint32_t i = 0; i < modules.size(); ++i)
      scope.push_back(i);
  else
    addWithNeeded(handle - kProgramHandle, scope);
  const auto definition = find(scope, name);
  if (!definition)
    return Error{Errno::NOENT, "undefined symbol: " + std::string(name)};
  return valueOf(*definition);
}

} // namespace wasixc
