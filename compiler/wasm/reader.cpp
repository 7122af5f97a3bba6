// Header, order and sizes of sections, and the sections that are plain lists (binary format, section 5.5).
#include "compiler/wasm/reader.h"

#include "compiler/wasm/limits.h"
#include "compiler/wasm/module_reader.h"

#include "llvm/ADT/StringExtras.h"

namespace wasixc::wasm {

llvm::Expected<Module> readModule(llvm::ArrayRef<uint8_t> bytes, const FeatureSet &features) {
  return ModuleReader(bytes, features).read();
}

llvm::Expected<Module> ModuleReader::read() {
  if (bytes.remaining() > kMaxModuleSize)
    return makeDiagnostic(0, "module too large");
  readHeader();
  while (bytes.ok() && !bytes.atEnd())
    readSection();
  if (bytes.ok())
    checkSectionCounts();
  if (llvm::Error error = bytes.takeError())
    return std::move(error);
  if (llvm::Error error = readDynamicLinking(module))
    return std::move(error);
  readNames(module);
  return std::move(module);
}

void ModuleReader::readHeader() {
  constexpr uint8_t kMagic[] = {0x00, 'a', 's', 'm'};
  constexpr uint8_t kVersion[] = {1, 0, 0, 0};
  llvm::ArrayRef<uint8_t> magic = bytes.readBytes(sizeof kMagic, "unexpected end: magic header not detected");
  if (bytes.ok() && magic != llvm::ArrayRef(kMagic))
    return bytes.fail(0, "magic header not detected");
  llvm::ArrayRef<uint8_t> version = bytes.readBytes(sizeof kVersion);
  if (bytes.ok() && version != llvm::ArrayRef(kVersion))
    bytes.fail(sizeof kMagic, "unknown binary version");
}

void ModuleReader::readSection() {
  uint64_t start = bytes.offset();
  uint8_t id = bytes.readByte();
  if (!checkSectionOrder(id, start))
    return;
  uint32_t size = bytes.readU32();
  if (size > bytes.remaining())
    return bytes.fail(start + 1, "length out of bounds: the section ends behind the file");
  sectionEnd = bytes.offset() + size;
  auto section = static_cast<Section>(id);
  if (section == Section::Custom)
    return readCustomSection(size);
  readSectionBody(section);
  if (bytes.offset() != sectionEnd)
    bytes.fail(start,
               "section size mismatch: its content ends at 0x" + llvm::utohexstr(bytes.offset(), true));
}

bool ModuleReader::checkSectionOrder(uint8_t id, uint64_t start) {
  static constexpr Section kOrder[] = {Section::Type,   Section::Import,  Section::Function,  Section::Table,
                                       Section::Memory, Section::Tag,     Section::Global,    Section::Export,
                                       Section::Start,  Section::Element, Section::DataCount, Section::Code,
                                       Section::Data};
  auto section = static_cast<Section>(id);
  if (section == Section::Custom)
    return true;
  bool isDisabled = (section == Section::DataCount && !features.has(Feature::BulkMemory)) ||
                    (section == Section::Tag && !features.has(Feature::Tags));
  const Section *place = llvm::find(kOrder, section);
  if (place == std::end(kOrder) || isDisabled) {
    bytes.fail(start, "malformed section id " + llvm::Twine(unsigned(id)));
    return false;
  }
  unsigned order = place - std::begin(kOrder) + 1;
  if (order <= lastSectionOrder) {
    bytes.fail(start, "unexpected content after last section: section " + llvm::Twine(unsigned(id)) +
                          " is repeated or out of order");
    return false;
  }
  lastSectionOrder = order;
  return true;
}

void ModuleReader::readSectionBody(Section section) {
  switch (section) {
  case Section::Custom:
    return;
  case Section::Type:
    return readTypeSection();
  case Section::Import:
    return readImportSection();
  case Section::Function:
    return readFunctionSection();
  case Section::Table:
    return readTableSection();
  case Section::Memory:
    return readMemorySection();
  case Section::Global:
    return readGlobalSection();
  case Section::Export:
    return readExportSection();
  case Section::Start:
    return readStartSection();
  case Section::Element:
    return readElementSection();
  case Section::Code:
    return readCodeSection();
  case Section::Data:
    return readDataSection();
  case Section::DataCount:
    module.dataCount = bytes.readU32();
    return;
  case Section::Tag:
    return readTagSection();
  }
}

void ModuleReader::readCustomSection(uint32_t size) {
  uint64_t start = bytes.offset();
  ByteReader section(bytes.readBytes(size), start);
  CustomSection custom;
  custom.name = section.readName();
  custom.offset = section.offset();
  custom.bytes = section.rest();
  if (llvm::Error error = section.takeError())
    return bytes.fail(std::move(error));
  module.customSections.push_back(custom);
}

void ModuleReader::checkSectionCounts() {
  size_t definedFunctions = module.functions.size() - module.importedFunctionCount;
  if (definedFunctions != bodyCount)
    return bytes.fail(bytes.offset(), "function and code section have inconsistent lengths: " +
                                          llvm::Twine(definedFunctions) + " functions, " +
                                          llvm::Twine(bodyCount) + " bodies");
  if (module.dataCount && *module.dataCount != module.data.size())
    bytes.fail(bytes.offset(),
               "data count and data section have inconsistent lengths: " + llvm::Twine(*module.dataCount) +
                   " announced, " + llvm::Twine(module.data.size()) + " present");
}

void ModuleReader::readImportSection() {
  readVector("imports", kMaxImports, [&] { readImport(); });
  module.importedFunctionCount = module.functions.size();
}

void ModuleReader::readImport() {
  Import import;
  import.offset = bytes.offset();
  import.module = bytes.readName();
  import.name = bytes.readName();
  uint64_t kindOffset = bytes.offset();
  uint8_t kind = bytes.readByte();
  import.kind = static_cast<ExternalKind>(kind);
  auto add = [&](auto &space, auto entry) {
    entry.isImported = true;
    entry.offset = import.offset;
    import.index = space.size();
    space.push_back(std::move(entry));
  };
  if (kind == 0)
    add(module.functions, Function{.typeIndex = bytes.readU32()});
  else if (kind == 1)
    add(module.tables, Table{.type = readTableType()});
  else if (kind == 2)
    add(module.memories, Memory{.type = {readLimits(features.has(Feature::Threads))}});
  else if (kind == 3)
    add(module.globals, Global{.type = readGlobalType()});
  else if (kind == 4 && features.has(Feature::Tags))
    add(module.tags, Tag{.type = readTagType()});
  else
    return bytes.fail(kindOffset, "malformed import kind " + llvm::Twine(unsigned(kind)));
  module.imports.push_back(import);
}

void ModuleReader::readFunctionSection() {
  uint32_t limit = kMaxFunctions - module.importedFunctionCount;
  readVector("functions", limit, [&] { module.functions.push_back({.typeIndex = bytes.readU32()}); });
}

void ModuleReader::readTableSection() {
  readVector("tables", kMaxTables, [&] { readTable(); });
}

// A table may carry an initializer, which an otherwise impossible type code announces.
void ModuleReader::readTable() {
  constexpr uint8_t kWithInitializer = 0x40;
  Table table;
  table.offset = bytes.offset();
  bool hasInitializer = features.has(Feature::FunctionReferences) && bytes.peekByte() == kWithInitializer;
  if (hasInitializer) {
    bytes.readByte();
    if (bytes.readByte() != 0)
      return bytes.fail(table.offset + 1, "zero byte expected");
  }
  table.type = readTableType();
  if (hasInitializer)
    table.initializer = readConstantExpression();
  module.tables.push_back(table);
}

void ModuleReader::readMemorySection() {
  readVector("memories", kMaxMemories, [&] {
    Memory memory;
    memory.offset = bytes.offset();
    memory.type.limits = readLimits(features.has(Feature::Threads));
    module.memories.push_back(memory);
  });
}

void ModuleReader::readTagSection() {
  readVector("tags", kMaxTags, [&] {
    Tag tag;
    tag.offset = bytes.offset();
    tag.type = readTagType();
    module.tags.push_back(tag);
  });
}

void ModuleReader::readGlobalSection() {
  readVector("globals", kMaxGlobals, [&] {
    Global global;
    global.offset = bytes.offset();
    global.type = readGlobalType();
    global.initializer = readConstantExpression();
    module.globals.push_back(global);
  });
}

void ModuleReader::readExportSection() {
  readVector("exports", kMaxExports, [&] {
    Export entry;
    entry.offset = bytes.offset();
    entry.name = bytes.readName();
    uint64_t kindOffset = bytes.offset();
    uint8_t kind = bytes.readByte();
    entry.kind = static_cast<ExternalKind>(kind);
    entry.index = bytes.readU32();
    if (kind > 4 || (kind == 4 && !features.has(Feature::Tags)))
      return bytes.fail(kindOffset, "malformed export kind " + llvm::Twine(unsigned(kind)));
    if (entry.kind == ExternalKind::Function)
      markDeclared(entry.index);
    module.exports.push_back(entry);
  });
}

void ModuleReader::readStartSection() {
  module.startOffset = bytes.offset();
  module.start = bytes.readU32();
}

void ModuleReader::markDeclared(uint32_t functionIndex) {
  if (functionIndex < module.functions.size())
    module.functions[functionIndex].isDeclared = true;
}

} // namespace wasixc::wasm
