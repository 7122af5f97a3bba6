// The name section (appendix, "name section"): names of the module and its functions, for symbols and
// diagnostics. It is advisory, so whatever is malformed ends the reading and is no error.
#include "compiler/wasm/module_reader.h"

namespace wasixc::wasm {

namespace {
void readFunctionNames(Module &module, ByteReader &reader) {
  uint32_t count = reader.readCount("names", UINT32_MAX);
  for (uint32_t entry = 0; entry < count && reader.ok(); ++entry) {
    uint32_t index = reader.readU32();
    llvm::StringRef name = reader.readName();
    if (reader.ok() && index < module.functions.size())
      module.functions[index].name = name;
  }
}

void readSubsection(Module &module, uint8_t id, llvm::ArrayRef<uint8_t> content) {
  ByteReader reader(content, 0);
  if (id == 0)
    module.name = reader.readName();
  else if (id == 1)
    readFunctionNames(module, reader);
  else if (id == 2)
    module.localNames = content;
}
} // namespace

void readNames(Module &module) {
  auto section =
      llvm::find_if(module.customSections, [](const CustomSection &custom) { return custom.name == "name"; });
  if (section == module.customSections.end())
    return;
  ByteReader reader(section->bytes, section->offset);
  while (reader.ok() && !reader.atEnd()) {
    uint8_t id = reader.readByte();
    llvm::ArrayRef<uint8_t> content = reader.readBytes(reader.readU32());
    if (reader.ok())
      readSubsection(module, id, content);
  }
}

} // namespace wasixc::wasm
