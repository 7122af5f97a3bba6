// A module as the reader leaves it: plain structures in index-space order, imports first.
//
// Nothing is copied out of the input. Bodies, data, names and constant expressions are spans into the
// buffer, which the caller keeps alive and unchanged for as long as the Module. After validation a Module
// is read-only, so any number of threads may lower its functions at once.
#pragma once

#include "compiler/wasm/features.h"
#include "compiler/wasm/instruction.h"
#include "compiler/wasm/local_types.h"
#include "compiler/wasm/type_table.h"
#include "compiler/wasm/types.h"

#include <optional>
#include <vector>

namespace wasixc::wasm {

enum class ExternalKind : uint8_t { Function, Table, Memory, Global, Tag };

llvm::StringRef toString(ExternalKind kind);

// An instruction sequence that ends in `end`; decode it with reader() or fold it with foldConstant().
struct ConstantExpression {
  llvm::ArrayRef<uint8_t> code;
  uint64_t offset = 0;

  bool empty() const { return code.empty(); }
};

struct Import {
  llvm::StringRef module;
  llvm::StringRef name;
  ExternalKind kind = ExternalKind::Function;
  uint32_t index = 0; // in the index space of its kind
  uint64_t offset = 0;
};

// Names are bytes and may contain NUL.
struct Export {
  llvm::StringRef name;
  ExternalKind kind = ExternalKind::Function;
  uint32_t index = 0;
  uint64_t offset = 0;
};

struct Function {
  uint32_t typeIndex = 0;
  bool isImported = false;
  // Its address can be taken or it can be called from outside: exported, in an element segment or in the
  // constant expression of a global or table. Only such functions may appear in `ref.func` of a body.
  bool isDeclared = false;
  uint32_t codeStart = 0; // of the first instruction in `body`, behind the local declarations
  uint64_t offset = 0;    // of `body`, or of the entry of an import, in the file
  llvm::ArrayRef<uint8_t> body = {};
  llvm::StringRef name = {}; // from the name section; may be empty

  llvm::ArrayRef<uint8_t> code() const { return body.drop_front(codeStart); }
  uint64_t codeOffset() const { return offset + codeStart; }
};

struct Table {
  TableType type;
  bool isImported = false;
  ConstantExpression initializer = {}; // empty: null references
  uint64_t offset = 0;
};

struct Memory {
  MemoryType type;
  bool isImported = false;
  uint64_t offset = 0;
};

struct Global {
  GlobalType type;
  bool isImported = false;
  ConstantExpression initializer = {}; // empty for imports
  uint64_t offset = 0;
};

struct Tag {
  TagType type;
  bool isImported = false;
  uint64_t offset = 0;
};

enum class SegmentMode : uint8_t { Active, Passive, Declarative };

struct ElementSegment {
  SegmentMode mode = SegmentMode::Active;
  uint32_t tableIndex = 0;        // mode Active
  ConstantExpression tableOffset; // mode Active
  ValueType type;
  bool hasExpressions = false; // which of the two vectors holds the items
  std::vector<uint32_t> functions;
  std::vector<ConstantExpression> expressions;
  uint64_t offset = 0;

  uint32_t size() const {
    return static_cast<uint32_t>(hasExpressions ? expressions.size() : functions.size());
  }
};

struct DataSegment {
  SegmentMode mode = SegmentMode::Active;
  uint32_t memoryIndex = 0;        // mode Active
  ConstantExpression memoryOffset; // mode Active
  llvm::ArrayRef<uint8_t> bytes;
  uint64_t offset = 0;
};

struct CustomSection {
  llvm::StringRef name;
  llvm::ArrayRef<uint8_t> bytes; // behind the name
  uint64_t offset = 0;           // of `bytes` in the file
};

// Flags of symbols (tool conventions, Linking.md).
constexpr uint32_t kWeakSymbol = 1;
constexpr uint32_t kThreadLocalSymbol = 0x100;

// A symbol of the dylink.0 section that is not an ordinary one.
struct DynamicSymbol {
  llvm::StringRef module; // of imports
  llvm::StringRef name;
  uint32_t flags = 0; // as in the linking section: WASM_SYM_*
};

// What the dylink.0 section says; sizes in bytes and elements, alignments as powers of two.
struct DynamicLinking {
  uint32_t memorySize = 0;
  uint32_t memoryAlignment = 0;
  uint32_t tableSize = 0;
  uint32_t tableAlignment = 0;
  std::vector<llvm::StringRef> needed;
  std::vector<llvm::StringRef> runtimePaths;
  std::vector<DynamicSymbol> exports;
  std::vector<DynamicSymbol> imports;
};

struct Module {
  FeatureSet features;
  TypeTable types;
  std::vector<Import> imports;
  std::vector<Function> functions;
  std::vector<Table> tables;
  std::vector<Memory> memories;
  std::vector<Global> globals;
  std::vector<Tag> tags;
  std::vector<Export> exports;
  std::optional<uint32_t> start;
  uint64_t startOffset = 0;
  std::vector<ElementSegment> elements;
  std::vector<DataSegment> data;
  std::optional<uint32_t> dataCount;
  std::vector<CustomSection> customSections;
  std::optional<DynamicLinking> dylink;
  llvm::StringRef name;               // from the name section
  llvm::ArrayRef<uint8_t> localNames; // subsection 2 of the name section, undecoded
  uint32_t importedFunctionCount = 0;

  // Requires: a validated index.
  const FunctionType &functionType(uint32_t functionIndex) const {
    return types.function(functions[functionIndex].typeIndex);
  }
  const FunctionType &tagType(uint32_t tagIndex) const {
    return types.function(tags[tagIndex].type.typeIndex);
  }

  // Parameters and results of a block. The result may point into `type`, so it lives no longer than that.
  llvm::ArrayRef<ValueType> blockParams(const BlockType &type) const;
  llvm::ArrayRef<ValueType> blockResults(const BlockType &type) const;

  InstructionReader reader(const Function &function) const {
    return {function.code(), function.codeOffset(), features};
  }
  InstructionReader reader(const ConstantExpression &expression) const {
    return {expression.code, expression.offset, features};
  }

  // Types of the parameters and the declared locals, in index order. Cannot fail after validation.
  llvm::Expected<LocalTypes> localTypes(const Function &function) const;
};

} // namespace wasixc::wasm
