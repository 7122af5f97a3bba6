// Instructions: the opcodes, what is known of each without context, and the decoder.
//
// InstructionReader turns a function body or constant expression into one Instruction at a time. Both the
// validator and the lowering use it, the latter in many threads at once: a reader holds no shared state and
// allocates nothing for most instructions.
#pragma once

#include "compiler/wasm/byte_reader.h"
#include "compiler/wasm/features.h"
#include "compiler/wasm/types.h"

#include "llvm/ADT/SmallVector.h"

namespace wasixc::wasm {

enum class Opcode : uint16_t {
#define WASM_OPCODE(name, prefix, code, mnemonic, family, immediate, argument, signature, feature) name,
#include "compiler/wasm/opcodes.def"
};

inline constexpr unsigned kOpcodeCount = 0
#define WASM_OPCODE(name, prefix, code, mnemonic, family, immediate, argument, signature, feature) +1
#include "compiler/wasm/opcodes.def"
    ;

// Which source files validate and lower an instruction.
enum class Family : uint8_t {
  Control,
  Exception,
  Variable,
  Table,
  Reference,
  Memory,
  Numeric,
  Gc,
  Simd,
  Atomic
};

// How the operands that follow an opcode are encoded, and which fields of Instruction they fill.
enum class Immediate : uint8_t {
  None,
  Block,          // block
  Label,          // index
  LabelTable,     // labels: the default is the last one
  Function,       // index
  Type,           // index
  Local,          // index
  Global,         // index
  Table,          // index
  Tag,            // index
  CallIndirect,   // index: type, secondIndex: table
  TryTable,       // block, catches
  SelectTypes,    // types
  HeapType,       // heapType
  I32,            // i32
  I64,            // i64
  F32,            // f32: the bits
  F64,            // f64: the bits
  V128,           // v128
  Memory,         // memory
  MemoryLane,     // memory, lane
  MemoryIndex,    // index
  MemoryInit,     // index: data segment, secondIndex: memory
  MemoryCopy,     // index: destination memory, secondIndex: source memory
  DataSegment,    // index
  TableInit,      // index: element segment, secondIndex: table
  TableCopy,      // index: destination table, secondIndex: source table
  ElementSegment, // index
  Lane,           // lane
  Shuffle,        // v128: sixteen lane indices
  ZeroByte,       // nothing
  Field,          // index: type, secondIndex: field
  ArrayFixed,     // index: type, secondIndex: number of elements
  ArrayData,      // index: type, secondIndex: data segment
  ArrayElement,   // index: type, secondIndex: element segment
  ArrayCopy,      // index: destination type, secondIndex: source type
  Cast,           // targetType
  BranchCast,     // index: label, sourceType, targetType
};

struct OpcodeInfo {
  const char *mnemonic;
  uint32_t code;
  uint8_t prefix;
  Family family;
  Immediate immediate;
  uint8_t argument;
  Feature feature;
  const char *signature;

  bool hasSignature() const { return signature[0] != '*'; }
};

const OpcodeInfo &opcodeInfo(Opcode opcode);

struct MemoryArgument {
  uint32_t alignment = 0; // power of two
  uint32_t memory = 0;
  uint64_t offset = 0;
};

struct BlockType {
  enum Kind : uint8_t { Empty, Value, Function };

  Kind kind = Empty;
  ValueType value = {};   // kind Value: the one result
  uint32_t typeIndex = 0; // kind Function
};

enum class CatchKind : uint8_t { Catch, CatchRef, CatchAll, CatchAllRef };

struct CatchClause {
  CatchKind kind;
  uint32_t tag; // not for the CatchAll kinds
  uint32_t label;

  bool hasTag() const { return kind == CatchKind::Catch || kind == CatchKind::CatchRef; }
  bool hasReference() const { return kind == CatchKind::CatchRef || kind == CatchKind::CatchAllRef; }
};

// One decoded instruction. Only the fields that Immediate lists for the opcode are meaningful.
struct Instruction {
  Opcode opcode = Opcode::Unreachable;
  uint8_t lane = 0;
  uint32_t index = 0;
  uint32_t secondIndex = 0;
  HeapType heapType;
  ValueType sourceType;
  ValueType targetType;
  uint64_t offset = 0; // of the opcode in the file
  BlockType block;
  union {
    int32_t i32;
    int64_t i64;
    uint32_t f32;
    uint64_t f64;
    uint8_t v128[16] = {};
  };
  MemoryArgument memory;
  // These live in the reader until its next instruction.
  llvm::ArrayRef<uint32_t> labels;
  llvm::ArrayRef<ValueType> types;
  llvm::ArrayRef<CatchClause> catches;
};

class InstructionReader {
public:
  // `fileOffset` is where `code` starts in the file.
  InstructionReader(llvm::ArrayRef<uint8_t> code, uint64_t fileOffset, FeatureSet features)
      : bytes(code, fileOffset), features(features) {}

  bool atEnd() const { return bytes.atEnd(); }
  uint64_t offset() const { return bytes.offset(); }
  const uint8_t *position() const { return bytes.position(); }

  // Decodes the next instruction. Running out of bytes is an error, so a caller stops at the outermost
  // `end`.
  llvm::Error read(Instruction &instruction);

private:
  bool readOpcode(Instruction &instruction);
  void readImmediate(Instruction &instruction, Immediate immediate);
  void readIndices(Instruction &instruction, Immediate immediate);
  void readBlockType(BlockType &type);
  void readMemoryArgument(MemoryArgument &argument);
  void readLabelTable(Instruction &instruction);
  void readSelectTypes(Instruction &instruction);
  void readCatches(Instruction &instruction);
  void readVector(Instruction &instruction);
  void readCast(Instruction &instruction);
  void readBranchCast(Instruction &instruction);
  void readZeroByte();
  uint32_t readIndexOrZero(Feature feature);

  ByteReader bytes;
  FeatureSet features;
  llvm::SmallVector<uint32_t, 16> labels;
  llvm::SmallVector<ValueType, 1> types;
  llvm::SmallVector<CatchClause, 2> catches;
};

} // namespace wasixc::wasm
