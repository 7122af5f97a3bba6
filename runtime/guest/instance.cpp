// Instantiation: imports, then memories, tables and globals, then the context that shows them to the code.
#include "runtime/guest/instance.h"

#include "runtime/arch/switch.h"
#include "runtime/guest/builtins.h"
#include "runtime/guest/forked_storage.h"
#include "runtime/guest/store.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace wasixc::guest {

Expected<std::unique_ptr<Instance>> Instance::create(Store &owner, std::shared_ptr<const Image> image,
                                                     std::span<const External> imports,
                                                     const abi::FunctionDescriptor *const *references) {
  std::unique_ptr<Instance> instance(new Instance(owner, std::move(image)));
  const auto wanted = instance->program->imports();
  for (size_t i = 0; i < wanted.size(); ++i) {
    std::string wrong = i < imports.size()
                            ? checkImport(*instance->program, wanted[i], imports[i])
                            : "unknown import " + std::string(instance->program->string(wanted[i].name));
    if (!wrong.empty())
      return Error{abi::Errno::NOEXEC, std::move(wrong)};
  }
  if (auto done = instance->allocateContext(references); !done)
    return done.error();
  if (auto done = instance->importAll(imports); !done)
    return done.error();
  if (auto done = instance->createMemories(); !done)
    return done.error();
  instance->createGlobals();
  if (auto done = instance->createTables(); !done)
    return done.error();
  instance->createTags();
  instance->publishViews();
  if (!instance->program->memoryRuns().empty())
    if (auto done = instance->program->loadInitialMemory(*instance->memories[0]); !done)
      return done.error();
  return instance;
}

uint32_t Instance::scratchSlots() const {
  const uint32_t own = program->header().scratchSlots;
  return owner.isLinking() ? std::max(own, abi::kMaximumValues) : own;
}

uint64_t Instance::contextBytes() const {
  return std::max(program->header().contextSize, // scratch is the last area
                  program->header().scratchOffset + scratchSlots() * abi::kScratchSlotSize);
}

Expected<std::monostate> Instance::allocateContext(const abi::FunctionDescriptor *const *references) {
  const abi::ImageHeader &header = program->header();
  const uint64_t bytes = (contextBytes() + abi::kPageSize - 1) & ~(abi::kPageSize - 1);
  contextBlock = GuardedBlock::take(bytes);
  const abi::HostFunctionDescriptor *builtins = builtinTable();
  if (!contextBlock || !builtins)
    return Error{abi::Errno::NOMEM, "no memory for a context"};
  memset(contextBlock.data(), 0, bytes);
  abi::Context &fields = context();
  fields.self = &fields;
  fields.builtins = builtins;
  fields.hostGate = reinterpret_cast<const void *>(&wasixcHostGate);
  fields.instance = this;
  fields.references = references;
  fields.index = owner.instances().size();
  memories.resize(header.memories.count);
  tables.resize(header.tables.count);
  tags.resize(header.tags.count);
  droppedData.resize(header.dataSegments.count);
  droppedElements.resize(header.elementSegments.count);
  return std::monostate();
}

// Requires: checkImport found no fault.
Expected<std::monostate> Instance::importAll(std::span<const External> imports) {
  const auto wanted = program->imports();
  std::vector<const abi::FunctionDescriptor *> functions;
  for (size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i].kind == abi::ExternalKind::Function)
      functions.push_back(importFunction(wanted[i], imports[i]));
    else
      import(wanted[i], imports[i]);
  importedFunctions = program->importList(functions);
  if (!importedFunctions || std::ranges::find(functions, nullptr) != functions.end())
    return Error{abi::Errno::NOMEM, "no memory for imports"};
  context().imports = importedFunctions->data();
  return std::monostate();
}

const abi::FunctionDescriptor *Instance::importFunction(const abi::ImageImport &import,
                                                        const External &external) const {
  if (const auto *host = std::get_if<HostFunction>(&external))
    return program->hostFunction(host->handler, import.index);
  return std::get_if<FunctionExternal>(&external)->descriptor;
}

void Instance::import(const abi::ImageImport &import, const External &external) {
  switch (import.kind) {
  case abi::ExternalKind::Function:
    break; // importFunction
  case abi::ExternalKind::Table:
    tables[import.index] = *std::get_if<std::shared_ptr<Table>>(&external);
    break;
  case abi::ExternalKind::Memory:
    memories[import.index] = *std::get_if<std::shared_ptr<LinearMemory>>(&external);
    break;
  case abi::ExternalKind::Global: {
    const GlobalExternal &global = *std::get_if<GlobalExternal>(&external);
    Value &slot = area<Value>(program->header().globalsOffset)[import.index];
    slot = global.isMutable ? Value{reinterpret_cast<uint64_t>(global.slot), 0} : *global.slot;
    break;
  }
  case abi::ExternalKind::Tag:
    tags[import.index] = *std::get_if<std::shared_ptr<Tag>>(&external);
    break;
  }
}

Expected<std::monostate> Instance::createMemories() {
  const auto wanted = program->memories();
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].isImported)
      continue;
    auto memory = LinearMemory::create(wanted[i].limits);
    if (!memory)
      return memory.error();
    memories[i] = std::move(*memory);
  }
  return std::monostate();
}

void Instance::createGlobals() {
  const auto wanted = program->globals();
  for (size_t i = 0; i < wanted.size(); ++i)
    if (!wanted[i].isImported)
      area<Value>(program->header().globalsOffset)[i] = evaluate(wanted[i].initial);
}

Expected<std::monostate> Instance::createTables() {
  const auto wanted = program->tables();
  auto *views = area<abi::TableState>(program->header().tablesOffset);
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].isImported)
      continue;
    auto table = Table::create(wanted[i].limits, program->referenceType(wanted[i].reference));
    if (!table)
      return table.error();
    tables[i] = std::move(*table);
    if (wanted[i].initial.count > 0)
      tables[i]->fill(0, evaluate(wanted[i].initial).low, tables[i]->size());
    tables[i]->adopt(views[i]);
  }
  return std::monostate();
}

void Instance::createTags() {
  const auto wanted = program->tags();
  for (size_t i = 0; i < wanted.size(); ++i)
    if (!wanted[i].isImported)
      tags[i] =
          std::make_shared<Tag>(std::string(program->string(program->types()[wanted[i].typeIndex].canonical)),
                                "tag " + std::to_string(i));
  for (const abi::ImageExport &item : program->exports())
    if (item.kind == abi::ExternalKind::Tag && !wanted[item.index].isImported)
      tags[item.index]->name = "'" + std::string(program->string(item.name)) + "'";
}

void Instance::publishViews() {
  auto *memoryViews = area<abi::MemoryView>(program->header().memoriesOffset);
  for (size_t i = 0; i < memories.size(); ++i)
    memoryViews[i] = {memories[i]->base(), &memories[i]->state()};
  if (!memories.empty())
    context().memory0 = memoryViews[0];
  for (size_t i = 0; i < tables.size(); ++i)
    if (program->tables()[i].isImported)
      *area<abi::TableState *>(program->header().tablesOffset + i * abi::kTableSlotSize) =
          &tables[i]->state();
}

Expected<std::monostate> Instance::copyContext(const Instance &source) {
  const uint64_t bytes = program->header().contextSize;
  contextBlock = GuardedBlock::take(contextBytes());
  if (!contextBlock)
    return Error{abi::Errno::NOMEM, "no memory for a context"};
  memcpy(contextBlock.data(), source.contextBlock.data(), bytes);
  memset(reinterpret_cast<uint8_t *>(contextBlock.data()) + bytes, 0, contextBytes() - bytes);
  context().self = &context();
  context().instance = this;
  importedFunctions = source.importedFunctions;
  tags = source.tags;
  droppedData = source.droppedData;
  droppedElements = source.droppedElements;
  return std::monostate();
}

// Memories and tables may be imported (env.memory); a forked process has its own copies all the same. Threads
// have tables of their own, as threads of WASIX's reference do.
Expected<std::unique_ptr<Instance>> Instance::fork(Store &newOwner, ForkedStorage &storage) const {
  std::unique_ptr<Instance> copy(new Instance(newOwner, program));
  if (auto done = copy->copyContext(*this); !done)
    return done.error();
  for (const auto &memory : memories) {
    auto forked = storage.copyOf(memory);
    if (!forked)
      return forked.error();
    copy->memories.push_back(std::move(*forked));
  }
  auto *views = copy->area<abi::TableState>(program->header().tablesOffset);
  for (size_t i = 0; i < tables.size(); ++i) {
    auto forked = storage.copyOf(tables[i]);
    if (!forked)
      return forked.error();
    copy->tables.push_back(std::move(*forked));
    if (!program->tables()[i].isImported)
      copy->tables[i]->adopt(views[i]);
  }
  const auto globals = globalBytes();
  storage.addGlobals(globals, copy->globalBytes());
  return copy;
}

// Views lead to what other instances own: by now all of that is in its place.
void Instance::finishFork(const ForkedStorage &storage) {
  publishViews();
  const auto globals = program->globals();
  Value *slots = area<Value>(program->header().globalsOffset);
  for (size_t i = 0; i < globals.size(); ++i)
    if (globals[i].isImported && globals[i].isMutable)
      slots[i].low = storage.copyOfGlobal(slots[i].low);
}

Value &Instance::global(uint32_t index) const {
  const abi::ImageGlobal &global = program->globals()[index];
  Value &slot = area<Value>(program->header().globalsOffset)[index];
  return global.isImported && global.isMutable ? *reinterpret_cast<Value *>(slot.low) : slot;
}

const abi::FunctionDescriptor *Instance::reference(abi::FunctionIndex index) const {
  if (index == abi::kNullFunction)
    return nullptr;
  if ((index & abi::kImportedFunction) != 0)
    return importedFunctions->data()[index & ~abi::kImportedFunction];
  return context().references[index];
}

CallResult Instance::initialize() {
  if (const auto trap = applySegments())
    return CallResult::trapped(*trap);
  const abi::ImageHeader &header = program->header();
  if (header.start == abi::kNullFunction)
    return {};
  return call(*this, reference(header.start), header.startType, {}, {});
}

std::optional<abi::TrapKind> Instance::applySegments() {
  if (const auto trap = applyElementSegments())
    return trap;
  return applyDataSegments();
}

External Instance::external(const abi::ImageExport &item) const {
  switch (item.kind) {
  case abi::ExternalKind::Function:
    return FunctionExternal{reference(item.index), program.get(), item.typeIndex};
  case abi::ExternalKind::Table:
    return tables[item.index];
  case abi::ExternalKind::Memory:
    return memories[item.index];
  case abi::ExternalKind::Global: {
    const abi::ImageGlobal &global = program->globals()[item.index];
    return GlobalExternal{global.type, global.isMutable != 0, &this->global(item.index),
                          program->referenceType(global.reference)};
  }
  case abi::ExternalKind::Tag:
    break;
  }
  return tags[item.index];
}

std::shared_ptr<Table> exportedFunctionTable(const Instance &instance) {
  const abi::ImageExport *item = instance.image().findExport(kFunctionTable);
  if (!item || item->kind != abi::ExternalKind::Table)
    return nullptr;
  const auto &table = instance.table(item->index);
  return table->element() == ReferenceType() ? table : nullptr;
}

std::optional<External> Instance::exportNamed(std::string_view name) const {
  const abi::ImageExport *item = program->findExport(name);
  if (!item)
    return std::nullopt;
  return external(*item);
}

} // namespace wasixc::guest
