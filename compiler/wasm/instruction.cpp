// The decoder: opcode tables generated from opcodes.def, and one small reader per kind of immediate (binary
// format, section 5.4).
#include "compiler/wasm/instruction.h"

#include "compiler/wasm/limits.h"
#include "compiler/wasm/type_reader.h"

#include "llvm/ADT/StringExtras.h"

#include <array>

namespace wasixc::wasm {

namespace {
constexpr OpcodeInfo kOpcodes[] = {
#define WASM_OPCODE(name, prefix, code, mnemonic, family, immediate, argument, signature, feature)           \
  {mnemonic, code, prefix, Family::family, Immediate::immediate, argument, Feature::feature, signature},
#include "compiler/wasm/opcodes.def"
};

// Opcode numbers shifted by one: zero says that no instruction has this code.
using OpcodeTable = std::array<uint16_t, 0x120>;

constexpr OpcodeTable makeTable(uint8_t prefix) {
  OpcodeTable table = {};
  for (uint16_t number = 0; number < std::size(kOpcodes); ++number)
    if (kOpcodes[number].prefix == prefix)
      table[kOpcodes[number].code] = number + 1;
  return table;
}

constexpr OpcodeTable kPlainTable = makeTable(0);
constexpr OpcodeTable kGcTable = makeTable(0xFB);
constexpr OpcodeTable kMiscTable = makeTable(0xFC);
constexpr OpcodeTable kVectorTable = makeTable(0xFD);
constexpr OpcodeTable kAtomicTable = makeTable(0xFE);

const OpcodeTable *prefixedTable(uint8_t prefix) {
  switch (prefix) {
  case 0xFB:
    return &kGcTable;
  case 0xFC:
    return &kMiscTable;
  case 0xFD:
    return &kVectorTable;
  case 0xFE:
    return &kAtomicTable;
  default:
    return nullptr;
  }
}

std::string hexByte(uint32_t code) {
  std::string digits = llvm::utohexstr(code, /*LowerCase=*/true);
  return digits.size() < 2 ? "0" + digits : digits;
}
} // namespace

const OpcodeInfo &opcodeInfo(Opcode opcode) { return kOpcodes[static_cast<unsigned>(opcode)]; }

llvm::Error InstructionReader::read(Instruction &instruction) {
  instruction.offset = bytes.offset();
  if (bytes.atEnd())
    bytes.fail(bytes.offset(), "unexpected end of section or function: END opcode expected");
  else if (readOpcode(instruction))
    readImmediate(instruction, opcodeInfo(instruction.opcode).immediate);
  return bytes.takeError();
}

bool InstructionReader::readOpcode(Instruction &instruction) {
  uint8_t prefix = bytes.readByte();
  const OpcodeTable *table = prefixedTable(prefix);
  uint32_t code = table ? bytes.readU32() : prefix;
  if (!bytes.ok())
    return false;
  uint16_t entry = code < kPlainTable.size() ? (table ? *table : kPlainTable)[code] : 0;
  instruction.opcode = static_cast<Opcode>(entry - 1);
  if (entry != 0 && features.has(opcodeInfo(instruction.opcode).feature))
    return true;
  std::string text = "illegal opcode " + (table ? hexByte(prefix) + " " : "") + hexByte(code);
  if (entry != 0)
    text += (": it needs the feature " + featureFlag(opcodeInfo(instruction.opcode).feature)).str();
  bytes.fail(instruction.offset, text);
  return false;
}

void InstructionReader::readImmediate(Instruction &instruction, Immediate immediate) {
  switch (immediate) {
  case Immediate::None:
    return;
  case Immediate::Block:
    return readBlockType(instruction.block);
  case Immediate::TryTable:
    readBlockType(instruction.block);
    return readCatches(instruction);
  case Immediate::LabelTable:
    return readLabelTable(instruction);
  case Immediate::SelectTypes:
    return readSelectTypes(instruction);
  case Immediate::HeapType:
    instruction.heapType = readHeapType(bytes, features);
    return;
  case Immediate::I32:
    instruction.i32 = bytes.readS32();
    return;
  case Immediate::I64:
    instruction.i64 = bytes.readS64();
    return;
  case Immediate::F32:
    instruction.f32 = bytes.readFixed32();
    return;
  case Immediate::F64:
    instruction.f64 = bytes.readFixed64();
    return;
  case Immediate::V128:
  case Immediate::Shuffle:
    return readVector(instruction);
  case Immediate::Memory:
    return readMemoryArgument(instruction.memory);
  case Immediate::MemoryLane:
    readMemoryArgument(instruction.memory);
    instruction.lane = bytes.readByte();
    return;
  case Immediate::Lane:
    instruction.lane = bytes.readByte();
    return;
  case Immediate::ZeroByte:
    return readZeroByte();
  case Immediate::Cast:
    return readCast(instruction);
  case Immediate::BranchCast:
    return readBranchCast(instruction);
  default:
    return readIndices(instruction, immediate);
  }
}

// Immediates that are one or two indices.
void InstructionReader::readIndices(Instruction &instruction, Immediate immediate) {
  if (immediate == Immediate::MemoryIndex) {
    instruction.index = readIndexOrZero(Feature::MultiMemory);
    return;
  }
  if (immediate == Immediate::MemoryCopy) {
    instruction.index = readIndexOrZero(Feature::MultiMemory);
    instruction.secondIndex = readIndexOrZero(Feature::MultiMemory);
    return;
  }
  instruction.index = bytes.readU32();
  switch (immediate) {
  case Immediate::MemoryInit:
    instruction.secondIndex = readIndexOrZero(Feature::MultiMemory);
    return;
  case Immediate::CallIndirect:
    instruction.secondIndex = readIndexOrZero(Feature::ReferenceTypes);
    return;
  case Immediate::TableInit:
  case Immediate::TableCopy:
  case Immediate::Field:
  case Immediate::ArrayFixed:
  case Immediate::ArrayData:
  case Immediate::ArrayElement:
  case Immediate::ArrayCopy:
    instruction.secondIndex = bytes.readU32();
    return;
  default:
    return;
  }
}

void InstructionReader::readBlockType(BlockType &type) {
  constexpr uint8_t kEmptyCode = 0x40;
  type = BlockType();
  uint8_t code = bytes.peekByte();
  if (code == kEmptyCode) {
    bytes.readByte();
  } else if (startsValueType(code)) {
    type.kind = BlockType::Value;
    type.value = readValueType(bytes, features);
  } else {
    uint64_t start = bytes.offset();
    int64_t index = bytes.readS33();
    type.kind = BlockType::Function;
    type.typeIndex = static_cast<uint32_t>(index);
    if (index < 0 || !features.has(Feature::MultiValue))
      bytes.fail(start, "malformed block type");
  }
}

// The alignment is a power of two; with several memories, bit 6 announces a memory index. Alignments beyond
// those bits are malformed, smaller ones a matter of validation.
void InstructionReader::readMemoryArgument(MemoryArgument &argument) {
  constexpr uint32_t kHasMemoryIndex = 0x40;
  bool isMultiMemory = features.has(Feature::MultiMemory);
  uint64_t start = bytes.offset();
  uint32_t flags = bytes.readU32();
  if (flags >= (isMultiMemory ? 2 * kHasMemoryIndex : 32))
    bytes.fail(start, "malformed memop flags");
  argument.memory = flags & kHasMemoryIndex ? bytes.readU32() : 0;
  argument.alignment = flags & ~kHasMemoryIndex;
  argument.offset = features.has(Feature::Memory64) ? bytes.readU64() : bytes.readU32();
}

void InstructionReader::readLabelTable(Instruction &instruction) {
  uint32_t count = bytes.readCount("labels", UINT32_MAX);
  labels.clear();
  for (uint32_t index = 0; index < count && bytes.ok(); ++index)
    labels.push_back(bytes.readU32());
  labels.push_back(bytes.readU32());
  instruction.labels = labels;
}

void InstructionReader::readSelectTypes(Instruction &instruction) {
  uint32_t count = bytes.readCount("types of select", kMaxResults);
  types.clear();
  for (uint32_t index = 0; index < count && bytes.ok(); ++index)
    types.push_back(readValueType(bytes, features));
  instruction.types = types;
}

void InstructionReader::readCatches(Instruction &instruction) {
  uint32_t count = bytes.readCount("catch clauses", UINT32_MAX);
  catches.clear();
  for (uint32_t index = 0; index < count && bytes.ok(); ++index) {
    uint64_t start = bytes.offset();
    uint8_t code = bytes.readByte();
    if (code > static_cast<uint8_t>(CatchKind::CatchAllRef))
      return bytes.fail(start, "malformed catch clause");
    CatchClause clause = {static_cast<CatchKind>(code), 0, 0};
    if (clause.hasTag())
      clause.tag = bytes.readU32();
    clause.label = bytes.readU32();
    catches.push_back(clause);
  }
  instruction.catches = catches;
}

void InstructionReader::readVector(Instruction &instruction) {
  llvm::ArrayRef<uint8_t> lanes = bytes.readBytes(sizeof instruction.v128);
  if (bytes.ok())
    llvm::copy(lanes, instruction.v128);
}

void InstructionReader::readCast(Instruction &instruction) {
  bool isNullable = opcodeInfo(instruction.opcode).argument;
  instruction.targetType = ValueType::reference(readHeapType(bytes, features), isNullable);
}

void InstructionReader::readBranchCast(Instruction &instruction) {
  uint64_t start = bytes.offset();
  uint8_t flags = bytes.readByte();
  if (flags > 3)
    return bytes.fail(start, "malformed cast flags");
  instruction.index = bytes.readU32();
  instruction.sourceType = ValueType::reference(readHeapType(bytes, features), flags & 1);
  instruction.targetType = ValueType::reference(readHeapType(bytes, features), flags & 2);
}

void InstructionReader::readZeroByte() {
  uint64_t start = bytes.offset();
  if (bytes.readByte() != 0)
    bytes.fail(start, "zero byte expected");
}

// Before a proposal gave it a meaning, an index was a reserved byte that must be zero.
uint32_t InstructionReader::readIndexOrZero(Feature feature) {
  if (features.has(feature))
    return bytes.readU32();
  readZeroByte();
  return 0;
}

} // namespace wasixc::wasm
