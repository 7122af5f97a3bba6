// The section decoder behind readModule(). One object reads one module; its methods are spread over
// reader.cpp (header, order of sections, simple sections), reader_types.cpp, reader_code.cpp (bodies,
// segments, constant expressions) and names.cpp.
//
// Sections are read from the whole rest of the file and their size is compared afterwards, as the
// standard's own decoder does. So an entry that runs over the end of its section is reported as what it is,
// a size mismatch, and no read can leave the input either way.
#pragma once

#include "compiler/wasm/byte_reader.h"
#include "compiler/wasm/module.h"

namespace wasixc::wasm {

class ModuleReader {
public:
  ModuleReader(llvm::ArrayRef<uint8_t> input, FeatureSet features) : bytes(input, 0), features(features) {
    module.features = features;
  }

  llvm::Expected<Module> read();

private:
  // Sections in the order that the standard prescribes, which is not that of their numbers.
  enum class Section : uint8_t {
    Custom = 0,
    Type = 1,
    Import = 2,
    Function = 3,
    Table = 4,
    Memory = 5,
    Global = 6,
    Export = 7,
    Start = 8,
    Element = 9,
    Code = 10,
    Data = 11,
    DataCount = 12,
    Tag = 13,
  };

  void readHeader();
  void readSection();
  bool checkSectionOrder(uint8_t id, uint64_t start);
  void readSectionBody(Section section);
  void readCustomSection(uint32_t size);
  void checkSectionCounts();

  void readTypeSection();
  void readImportSection();
  void readFunctionSection();
  void readTableSection();
  void readMemorySection();
  void readGlobalSection();
  void readExportSection();
  void readStartSection();
  void readElementSection();
  void readCodeSection();
  void readDataSection();
  void readTagSection();

  void readRecursiveGroup();
  SubType readSubType();
  void readSupertypes(SubType &type);
  void readCompositeType(SubType &type);
  void readTypeList(std::vector<ValueType> &types, const char *what, uint32_t limit);
  FieldType readFieldType();
  bool readMutability();
  Limits readLimits(bool mayBeShared);
  TableType readTableType();
  GlobalType readGlobalType();
  TagType readTagType();

  void readImport();
  void readTable();
  void skipExpression(ByteReader &input);
  ConstantExpression readConstantExpression();
  void readElementSegment();
  void readElementKind(ElementSegment &segment, bool isExplicit);
  void readElementItems(ElementSegment &segment);
  void readDataSegment();
  void readBody(Function &function);
  void readLocalDeclarations(ByteReader &body);
  void checkBodyEnd(const Function &function);
  void markDeclared(uint32_t functionIndex);

  template <typename Read>
  void readVector(const char *what, uint32_t limit, Read readEntry) {
    uint32_t count = bytes.readCount(what, limit);
    for (uint32_t index = 0; index < count && bytes.ok(); ++index)
      readEntry();
  }

  ByteReader bytes;
  FeatureSet features;
  Module module;
  unsigned lastSectionOrder = 0;
  uint64_t sectionEnd = 0;
  uint32_t bodyCount = 0;
};

// Reads the dylink.0 section, if there is one (dylink.cpp).
llvm::Error readDynamicLinking(Module &module);

// Takes what can be read of a name section; whatever is malformed in it is ignored, as the standard
// demands.
void readNames(Module &module);

} // namespace wasixc::wasm
