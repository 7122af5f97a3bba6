// See image_metadata.h.
#include "compiler/lower/image_metadata.h"

#include "compiler/lower/entry_wrappers.h"
#include "compiler/lower/image_blob.h"
#include "compiler/lower/initial_memory.h"
#include "compiler/lower/type_position.h"

#include "abi/exceptions.h"
#include "abi/image.h"

#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace wasixc {
namespace {

abi::ValueKind imageKind(wasm::ValueType type) {
  switch (type.kind()) {
  case wasm::ValueKind::I32:
    return abi::ValueKind::I32;
  case wasm::ValueKind::I64:
    return abi::ValueKind::I64;
  case wasm::ValueKind::F32:
    return abi::ValueKind::F32;
  case wasm::ValueKind::F64:
    return abi::ValueKind::F64;
  case wasm::ValueKind::V128:
    return abi::ValueKind::V128;
  case wasm::ValueKind::Reference:
  case wasm::ValueKind::Bottom:
    break;
  }
  const wasm::HeapKind heap = type.heap().kind();
  if (heap == wasm::HeapKind::Extern || heap == wasm::HeapKind::NoExtern)
    return abi::ValueKind::ExternRef;
  if (heap == wasm::HeapKind::Exn || heap == wasm::HeapKind::NoExn)
    return abi::ValueKind::ExnRef;
  return abi::ValueKind::FuncRef;
}

abi::ImageLimits imageLimits(const wasm::Limits &limits) {
  return {
      limits.minimum, limits.hasMaximum ? limits.maximum : ~uint64_t(0), limits.is64, limits.isShared, {}};
}

class MetadataBuilder {
public:
  MetadataBuilder(LLVMContext &llvmContext, const ProgramInfo &program)
      : lowering(llvmContext, program, "image"), program(program), wasm(program.module) {}

  std::unique_ptr<Module> build(uint64_t requiredFeatures);

private:
  abi::Range constant(const wasm::ConstantExpression &expression);
  abi::ImageConstant constantOperation(const wasm::Instruction &instruction);
  abi::FunctionIndex functionIndex(uint32_t function) const;
  abi::Range kinds(ArrayRef<wasm::ValueType> types);
  abi::ImageReference reference(wasm::ValueType type);
  void addTypes();
  void addImports();
  void addExports();
  void addDescriptors();
  void addTables();
  void addMemoriesAndTags();
  void addGlobals();
  void addDataSegments(size_t appliedSegments);
  void addElementSegments();
  void addFunctions();
  void addDylink();
  void addMemoryContent(const InitialMemory &memory);
  void addLinkerSymbols();
  void defineClauses();
  Constant *external(StringRef name);

  ModuleLowering lowering;
  const ProgramInfo &program;
  const wasm::Module &wasm;
  ImageBlob blob;
  abi::ImageHeader header{};
};

std::unique_ptr<Module> MetadataBuilder::build(uint64_t requiredFeatures) {
  const ContextLayout &layout = program.layout;
  header.magic = abi::kImageMagic;
  header.abiVersion = abi::kAbiVersion;
  header.headerSize = sizeof(header);
  header.cpuFeatures = requiredFeatures;
  header.contextSize = layout.size;
  header.memoriesOffset = layout.memories;
  header.tablesOffset = layout.tables;
  header.globalsOffset = layout.globals;
  header.scratchOffset = layout.scratch;
  header.scratchSlots = layout.scratchSlots;
  header.start = wasm.start ? functionIndex(*wasm.start) : abi::kNullFunction;
  header.startType = wasm.start ? wasm.functions[*wasm.start].typeIndex : 0;

  blob.append(StringRef(reinterpret_cast<const char *>(&header), sizeof(header)), 8);
  const InitialMemory memory = computeInitialMemory(wasm);
  addDescriptors();
  addTypes();
  addImports();
  addExports();
  addMemoriesAndTags();
  addTables();
  addGlobals();
  addDataSegments(memory.appliedSegments);
  addElementSegments();
  addFunctions();
  addDylink();
  addMemoryContent(memory);
  addLinkerSymbols();
  defineClauses();
  defineTypePosition(lowering);
  blob.write(0, header);

  blob.define(lowering.module(), kHeaderSymbol, ".guest.header");
  return lowering.take();
}

abi::FunctionIndex MetadataBuilder::functionIndex(uint32_t function) const {
  if (wasm.functions[function].isImported)
    return function | abi::kImportedFunction;
  return program.descriptorOrdinal[function];
}

abi::ImageConstant MetadataBuilder::constantOperation(const wasm::Instruction &instruction) {
  using abi::ConstantOperation;
  using wasm::Opcode;
  abi::ImageConstant result{};
  switch (instruction.opcode) {
  case Opcode::I32Const:
    result.low = static_cast<uint32_t>(instruction.i32);
    return result;
  case Opcode::I64Const:
    result.low = static_cast<uint64_t>(instruction.i64);
    return result;
  case Opcode::F32Const:
    result.low = instruction.f32;
    return result;
  case Opcode::F64Const:
    result.low = instruction.f64;
    return result;
  case Opcode::V128Const:
    std::memcpy(&result.low, instruction.v128, 8);
    std::memcpy(&result.high, instruction.v128 + 8, 8);
    return result;
  case Opcode::RefNull:
    return result;
  case Opcode::RefFunc:
    result.operation = ConstantOperation::FunctionReference;
    result.index = functionIndex(instruction.index);
    return result;
  case Opcode::GlobalGet:
    result.operation = ConstantOperation::GlobalGet;
    result.index = instruction.index;
    return result;
  case Opcode::I32Add:
    result.operation = ConstantOperation::I32Add;
    return result;
  case Opcode::I32Sub:
    result.operation = ConstantOperation::I32Sub;
    return result;
  case Opcode::I32Mul:
    result.operation = ConstantOperation::I32Mul;
    return result;
  case Opcode::I64Add:
    result.operation = ConstantOperation::I64Add;
    return result;
  case Opcode::I64Sub:
    result.operation = ConstantOperation::I64Sub;
    return result;
  case Opcode::I64Mul:
    result.operation = ConstantOperation::I64Mul;
    return result;
  default:
    llvm_unreachable("findUnsupported refuses other constant instructions");
  }
}

abi::Range MetadataBuilder::constant(const wasm::ConstantExpression &expression) {
  std::vector<abi::ImageConstant> operations;
  wasm::InstructionReader reader = wasm.reader(expression);
  wasm::Instruction instruction;
  for (cantFail(reader.read(instruction)); instruction.opcode != wasm::Opcode::End;
       cantFail(reader.read(instruction)))
    operations.push_back(constantOperation(instruction));
  return blob.append<abi::ImageConstant>(operations);
}

abi::Range MetadataBuilder::kinds(ArrayRef<wasm::ValueType> types) {
  std::string bytes;
  for (wasm::ValueType type : types)
    bytes.push_back(static_cast<char>(imageKind(type)));
  return blob.string(bytes);
}

void MetadataBuilder::addDescriptors() {
  std::vector<abi::FunctionDescriptor> descriptors;
  std::vector<uint32_t> types;
  for (uint32_t function : program.describedFunctions) {
    types.push_back(wasm.functions[function].typeIndex);
    descriptors.push_back({program.typeIds[types.back()], 0});
  }
  blob.append("", 16);
  header.descriptors = blob.append<abi::FunctionDescriptor>(descriptors);
  for (auto [i, function] : enumerate(program.describedFunctions)) {
    const uint64_t descriptor = header.descriptors.offset + i * sizeof(abi::FunctionDescriptor);
    blob.addDifference(descriptor + offsetof(abi::FunctionDescriptor, code), 8, lowering.function(function),
                       descriptor);
  }
  header.descriptorTypes = blob.append<uint32_t>(types);
}

void MetadataBuilder::addTypes() {
  std::vector<abi::ImageType> types;
  for (uint32_t i = 0; i < wasm.types.size(); ++i) {
    abi::ImageType type{};
    type.id = program.typeIds[i];
    type.canonical = blob.string(wasm.types.signature(i));
    if (auto supertype = wasm.types[i].supertype)
      type.supertype = *supertype + 1;
    if (wasm.types.isFunction(i)) {
      type.parameters = kinds(wasm.types.function(i).params);
      type.results = kinds(wasm.types.function(i).results);
    }
    types.push_back(type);
  }
  header.types = blob.append<abi::ImageType>(types);
  const DenseMap<uint32_t, Function *> wrappers = lowerEntryWrappers(lowering);
  for (uint32_t i = 0; i < wasm.types.size(); ++i)
    if (Function *wrapper = wrappers.lookup(wasm.types.canonical(i)))
      blob.addDifference(header.types.offset + i * sizeof(abi::ImageType) + offsetof(abi::ImageType, entry),
                         4, wrapper);
}

void MetadataBuilder::addImports() {
  std::vector<abi::ImageImport> imports;
  for (const wasm::Import &item : wasm.imports) {
    const bool isFunction = item.kind == wasm::ExternalKind::Function;
    imports.push_back({blob.string(item.module),
                       blob.string(item.name),
                       static_cast<abi::ExternalKind>(item.kind),
                       {},
                       isFunction ? wasm.functions[item.index].typeIndex : item.index});
  }
  header.imports = blob.append<abi::ImageImport>(imports);
}

void MetadataBuilder::addExports() {
  std::vector<abi::ImageExport> exports;
  for (const wasm::Export &item : wasm.exports) {
    const bool isFunction = item.kind == wasm::ExternalKind::Function;
    exports.push_back({blob.string(item.name),
                       static_cast<abi::ExternalKind>(item.kind),
                       {},
                       isFunction ? functionIndex(item.index) : item.index,
                       isFunction ? wasm.functions[item.index].typeIndex : 0});
  }
  header.exports = blob.append<abi::ImageExport>(exports);
}

void MetadataBuilder::addMemoriesAndTags() {
  std::vector<abi::ImageMemory> memories;
  for (const wasm::Memory &memory : wasm.memories)
    memories.push_back({imageLimits(memory.type.limits), memory.isImported, 0});
  header.memories = blob.append<abi::ImageMemory>(memories);
  std::vector<abi::ImageTag> tags;
  for (const wasm::Tag &tag : wasm.tags)
    tags.push_back({tag.type.typeIndex, tag.isImported});
  header.tags = blob.append<abi::ImageTag>(tags);
}

abi::ImageReference MetadataBuilder::reference(wasm::ValueType type) {
  static_assert(static_cast<int>(wasm::HeapKind::Func) == static_cast<int>(abi::HeapKind::Func) &&
                static_cast<int>(wasm::HeapKind::NoExn) == static_cast<int>(abi::HeapKind::NoExn));
  const wasm::HeapType heap = type.heap();
  const wasm::HeapKind kind = heap.isConcrete() ? wasm.types.abstractKind(heap.typeIndex()) : heap.kind();
  return {static_cast<abi::HeapKind>(kind),
          type.isNullable(),
          {},
          heap.isConcrete() ? blob.string(wasm.types.signature(heap.typeIndex())) : abi::String{}};
}

void MetadataBuilder::addTables() {
  std::vector<abi::ImageTable> tables;
  for (const wasm::Table &table : wasm.tables) {
    abi::ImageTable record{};
    record.limits = imageLimits(table.type.limits);
    record.element = imageKind(table.type.element);
    record.reference = reference(table.type.element);
    record.isImported = table.isImported;
    if (!table.initializer.empty())
      record.initial = constant(table.initializer);
    tables.push_back(record);
  }
  header.tables = blob.append<abi::ImageTable>(tables);
}

void MetadataBuilder::addGlobals() {
  std::vector<abi::ImageGlobal> globals;
  for (const wasm::Global &global : wasm.globals) {
    abi::ImageGlobal record{};
    record.type = imageKind(global.type.type);
    if (global.type.type.isReference())
      record.reference = reference(global.type.type);
    record.isMutable = global.type.isMutable;
    record.isImported = global.isImported;
    if (!global.isImported)
      record.initial = constant(global.initializer);
    globals.push_back(record);
  }
  header.globals = blob.append<abi::ImageGlobal>(globals);
}

void MetadataBuilder::addDataSegments(size_t appliedSegments) {
  std::vector<abi::ImageDataSegment> segments;
  for (auto [i, segment] : enumerate(wasm.data)) {
    abi::ImageDataSegment record{};
    record.mode =
        segment.mode == wasm::SegmentMode::Active ? abi::SegmentMode::Active : abi::SegmentMode::Passive;
    record.memory = segment.memoryIndex;
    record.isApplied = segment.mode == wasm::SegmentMode::Active && i < appliedSegments;
    if (segment.mode == wasm::SegmentMode::Active)
      record.offset = constant(segment.memoryOffset);
    if (!record.isApplied)
      record.bytes = blob.append<uint8_t>(segment.bytes);
    segments.push_back(record);
  }
  header.dataSegments = blob.append<abi::ImageDataSegment>(segments);
}

void MetadataBuilder::addElementSegments() {
  std::vector<abi::ImageElementSegment> segments;
  for (const wasm::ElementSegment &segment : wasm.elements) {
    abi::ImageElementSegment record{};
    record.mode = static_cast<abi::SegmentMode>(segment.mode);
    record.element = imageKind(segment.type);
    record.table = segment.tableIndex;
    if (segment.mode == wasm::SegmentMode::Active)
      record.offset = constant(segment.tableOffset);
    if (segment.hasExpressions) {
      std::vector<abi::Range> expressions;
      for (const wasm::ConstantExpression &expression : segment.expressions)
        expressions.push_back(constant(expression));
      record.expressions = blob.append<abi::Range>(expressions);
    } else {
      std::vector<abi::FunctionIndex> functions;
      for (uint32_t function : segment.functions)
        functions.push_back(functionIndex(function));
      record.functions = blob.append<abi::FunctionIndex>(functions);
    }
    segments.push_back(record);
  }
  header.elementSegments = blob.append<abi::ImageElementSegment>(segments);
}

void MetadataBuilder::addFunctions() {
  std::vector<abi::ImageFunction> functions;
  for (uint32_t i = wasm.importedFunctionCount; i < wasm.functions.size(); ++i)
    functions.push_back({0, i, blob.string(program.functionNames[i])});
  header.functions = blob.append<abi::ImageFunction>(functions);
  for (auto [i, function] : enumerate(functions))
    blob.addDifference(header.functions.offset + i * sizeof(abi::ImageFunction) +
                           offsetof(abi::ImageFunction, code),
                       4, lowering.function(function.index));
}

void MetadataBuilder::addDylink() {
  if (!wasm.dylink)
    return;
  const wasm::DynamicLinking &dylink = *wasm.dylink;
  auto strings = [&](ArrayRef<StringRef> names) {
    std::vector<abi::String> list;
    for (StringRef name : names)
      list.push_back(blob.string(name));
    return blob.append<abi::String>(list);
  };
  // The numbers of the imports or exports that the section marks with the flag.
  auto marked = [&](const auto &entries, ArrayRef<wasm::DynamicSymbol> symbols, uint32_t flag) {
    StringSet<> names;
    for (const wasm::DynamicSymbol &symbol : symbols)
      if (symbol.flags & flag)
        names.insert(symbol.name);
    std::vector<uint32_t> list;
    for (auto [i, entry] : enumerate(entries))
      if (names.contains(entry.name))
        list.push_back(i);
    return blob.append<uint32_t>(list);
  };
  // An entry for `env.f` speaks of GOT.func.f and GOT.mem.f as well, so names decide.
  const abi::ImageDylink record{dylink.memorySize,
                                dylink.memoryAlignment,
                                dylink.tableSize,
                                dylink.tableAlignment,
                                strings(dylink.needed),
                                strings(dylink.runtimePaths),
                                marked(wasm.imports, dylink.imports, wasm::kWeakSymbol),
                                marked(wasm.exports, dylink.exports, wasm::kThreadLocalSymbol)};
  header.dylink = blob.append<abi::ImageDylink>(record);
}

void MetadataBuilder::addMemoryContent(const InitialMemory &memory) {
  header.memoryRuns = blob.append<abi::ImageMemoryRun>(memory.runs);
  if (memory.content.empty())
    return;
  Module &module = lowering.module();
  Constant *content = ConstantDataArray::getString(module.getContext(), memory.content, false);
  auto *object = new GlobalVariable(module, content->getType(), true, GlobalValue::ExternalLinkage, content,
                                    "wasixc.memory");
  object->setVisibility(GlobalValue::HiddenVisibility);
  object->setDSOLocal(true);
  object->setSection(".guest.memory");
  object->setAlignment(Align(abi::kPageSize));
  blob.addDifference(offsetof(abi::ImageHeader, memoryContent), 8, object);
}

Constant *MetadataBuilder::external(StringRef name) {
  Module &module = lowering.module();
  auto *object = new GlobalVariable(module, Type::getInt8Ty(module.getContext()), true,
                                    GlobalValue::ExternalLinkage, nullptr, name);
  object->setVisibility(GlobalValue::HiddenVisibility);
  object->setDSOLocal(true);
  return object;
}

// Sizes that exist only after the link; the symbols come from the linker script (backend/link.cpp).
void MetadataBuilder::addLinkerSymbols() {
  Constant *textBegin = external("wasixc.text.begin");
  blob.addDifference(offsetof(abi::ImageHeader, imageSize), 8, external("wasixc.image.end"));
  blob.addDifference(offsetof(abi::ImageHeader, textOffset), 8, textBegin);
  blob.addDifference(offsetof(abi::ImageHeader, textEnd), 8, external("wasixc.text.end"));
  blob.addDifference(offsetof(abi::ImageHeader, ehFrameOffset), 8, external("wasixc.unwind.begin"));
  blob.addDifference(offsetof(abi::ImageHeader, ehFrameEnd), 8, external("wasixc.unwind.end"));
}

// Absolute symbols, which no IR can express.
void MetadataBuilder::defineClauses() {
  std::string assembly;
  auto define = [&](const Twine &symbol, uint64_t value) {
    const std::string name = symbol.str();
    assembly +=
        ".globl " + name + "\n.hidden " + name + "\n.set " + name + ", " + std::to_string(value) + "\n";
  };
  define(kPersonalitySymbol, 0);
  define(kClauseSymbolPrefix + Twine(abi::kCatchAllReference), abi::kCatchAllReference);
  for (uint32_t tag = 0; tag < wasm.tags.size(); ++tag)
    for (bool hasReference : {false, true}) {
      const uint64_t clause = abi::catchTag(tag, hasReference);
      define(kClauseSymbolPrefix + Twine(clause), clause);
    }
  lowering.module().appendModuleInlineAsm(assembly);
}

} // namespace

std::unique_ptr<Module> lowerImageMetadata(LLVMContext &llvmContext, const ProgramInfo &program,
                                           uint64_t requiredFeatures) {
  return MetadataBuilder(llvmContext, program).build(requiredFeatures);
}

} // namespace wasixc
