// The "dylink.0" section of the tool conventions (DynamicLinking.md): what a module that is linked at run
// time asks of its linker. Unlike names, all of it must be understood: a module that is placed or linked
// wrongly would only fail later, and stranger.
#include "compiler/wasm/module_reader.h"

namespace wasixc::wasm {

namespace {

constexpr llvm::StringLiteral kSectionName = "dylink.0";
constexpr uint32_t kMaxAlignment = 31; // as a power of two, of a 32-bit address
constexpr uint32_t kMaxNames = 1'000'000;

enum Subsection : uint8_t { MemoryInfo = 1, Needed = 2, ExportInfo = 3, ImportInfo = 4, RuntimePath = 5 };

uint32_t readAlignment(ByteReader &reader) {
  const uint64_t offset = reader.offset();
  const uint32_t power = reader.readU32();
  if (power > kMaxAlignment)
    reader.fail(offset, "dylink.0: an alignment of 2^" + llvm::Twine(power) + " is too large");
  return power;
}

void readMemoryInfo(ByteReader &reader, DynamicLinking &dylink) {
  dylink.memorySize = reader.readU32();
  dylink.memoryAlignment = readAlignment(reader);
  dylink.tableSize = reader.readU32();
  dylink.tableAlignment = readAlignment(reader);
}

void readNameList(ByteReader &reader, std::vector<llvm::StringRef> &names) {
  const uint32_t count = reader.readCount("names", kMaxNames);
  for (uint32_t i = 0; i < count && reader.ok(); ++i)
    names.push_back(reader.readName());
}

void readSymbols(ByteReader &reader, bool hasModule, std::vector<DynamicSymbol> &symbols) {
  const uint32_t count = reader.readCount("symbols", kMaxNames);
  for (uint32_t i = 0; i < count && reader.ok(); ++i) {
    DynamicSymbol symbol;
    if (hasModule)
      symbol.module = reader.readName();
    symbol.name = reader.readName();
    symbol.flags = reader.readU32();
    symbols.push_back(symbol);
  }
}

// Subsections of other numbers belong to later conventions and are skipped.
void readSubsection(uint8_t id, ByteReader &reader, DynamicLinking &dylink) {
  switch (id) {
  case MemoryInfo:
    readMemoryInfo(reader, dylink);
    break;
  case Needed:
    readNameList(reader, dylink.needed);
    break;
  case ExportInfo:
    readSymbols(reader, false, dylink.exports);
    break;
  case ImportInfo:
    readSymbols(reader, true, dylink.imports);
    break;
  case RuntimePath:
    readNameList(reader, dylink.runtimePaths);
    break;
  default:
    return;
  }
  if (reader.ok() && !reader.atEnd())
    reader.fail(reader.offset(),
                "dylink.0: unexpected bytes at the end of subsection " + llvm::Twine(unsigned(id)));
}

} // namespace

llvm::Error readDynamicLinking(Module &module) {
  auto section = llvm::find_if(module.customSections,
                               [](const CustomSection &custom) { return custom.name == kSectionName; });
  if (section == module.customSections.end())
    return llvm::Error::success();
  module.dylink.emplace();
  ByteReader reader(section->bytes, section->offset);
  while (reader.ok() && !reader.atEnd()) {
    const uint8_t id = reader.readByte();
    const uint32_t size = reader.readU32();
    const uint64_t start = reader.offset();
    ByteReader subsection(reader.readBytes(size, "dylink.0: a subsection ends behind the section"), start);
    if (!reader.ok())
      break;
    readSubsection(id, subsection, *module.dylink);
    if (llvm::Error error = subsection.takeError())
      return error;
  }
  return reader.takeError();
}

} // namespace wasixc::wasm
