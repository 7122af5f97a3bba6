// Bodies, segments and constant expressions: the parts that hold code (binary format, sections 5.5.12 to
// 5.5.15).
//
// Bodies stay undecoded apart from their local declarations. Constant expressions are decoded once to find
// their end and the functions they refer to.
#include "compiler/wasm/limits.h"
#include "compiler/wasm/module_reader.h"
#include "compiler/wasm/type_reader.h"

namespace wasixc::wasm {

namespace {
bool opensBlock(Opcode opcode) {
  Immediate immediate = opcodeInfo(opcode).immediate;
  return immediate == Immediate::Block || immediate == Immediate::TryTable;
}

// A sequence of instructions stops at these; outside of a block only `end` is right.
bool closesBlock(Opcode opcode) {
  return opcode == Opcode::End || opcode == Opcode::Else || opcode == Opcode::Catch ||
         opcode == Opcode::CatchAll || opcode == Opcode::Delegate;
}
} // namespace

// Decodes instructions up to the `end` that belongs to the sequence, and moves the reader behind it.
void ModuleReader::skipExpression(ByteReader &input) {
  const uint8_t *start = input.position();
  InstructionReader reader(input.rest(), input.offset(), features);
  Instruction instruction;
  for (unsigned depth = 1; depth != 0;) {
    if (llvm::Error error = reader.read(instruction))
      return input.fail(std::move(error));
    if (instruction.opcode == Opcode::RefFunc)
      markDeclared(instruction.index);
    if (depth == 1 && closesBlock(instruction.opcode) && instruction.opcode != Opcode::End)
      return input.fail(instruction.offset, "END opcode expected");
    if (opensBlock(instruction.opcode))
      ++depth;
    else if (instruction.opcode == Opcode::End || instruction.opcode == Opcode::Delegate)
      --depth;
  }
  input.skip(reader.position() - start);
}

ConstantExpression ModuleReader::readConstantExpression() {
  const uint8_t *start = bytes.position();
  uint64_t offset = bytes.offset();
  skipExpression(bytes);
  if (!bytes.ok())
    return {};
  return {bytes.since(start), offset};
}

void ModuleReader::readElementSection() {
  readVector("element segments", kMaxElementSegments, [&] { readElementSegment(); });
}

// Bit 0 of the flags: not active. Bit 1: declarative, or an explicit table if active. Bit 2: items are
// expressions. Without bulk memory the number was the index of the table.
void ModuleReader::readElementSegment() {
  ElementSegment segment;
  segment.offset = bytes.offset();
  uint32_t flags = bytes.readU32();
  if (!features.has(Feature::BulkMemory)) {
    segment.tableIndex = flags;
    flags = 0;
  }
  if (flags > 7)
    return bytes.fail(segment.offset, "malformed elements segment kind");
  segment.hasExpressions = flags & 4;
  if (flags & 1)
    segment.mode = flags & 2 ? SegmentMode::Declarative : SegmentMode::Passive;
  else if (flags & 2)
    segment.tableIndex = bytes.readU32();
  if (segment.mode == SegmentMode::Active)
    segment.tableOffset = readConstantExpression();
  readElementKind(segment, flags & 3);
  readElementItems(segment);
  module.elements.push_back(std::move(segment));
}

void ModuleReader::readElementKind(ElementSegment &segment, bool isExplicit) {
  segment.type = segment.hasExpressions ? kFuncRef : kFuncRef.asNonNull();
  if (!isExplicit)
    return;
  uint64_t start = bytes.offset();
  if (segment.hasExpressions)
    segment.type = readReferenceType(bytes, features);
  else if (bytes.readByte() != 0)
    bytes.fail(start, "malformed element kind");
}

void ModuleReader::readElementItems(ElementSegment &segment) {
  readVector("elements", kMaxElementItems, [&] {
    if (segment.hasExpressions) {
      segment.expressions.push_back(readConstantExpression());
    } else {
      segment.functions.push_back(bytes.readU32());
      markDeclared(segment.functions.back());
    }
  });
}

void ModuleReader::readDataSection() {
  readVector("data segments", kMaxDataSegments, [&] { readDataSegment(); });
}

void ModuleReader::readDataSegment() {
  DataSegment segment;
  segment.offset = bytes.offset();
  uint32_t flags = bytes.readU32();
  if (!features.has(Feature::BulkMemory)) {
    segment.memoryIndex = flags;
    flags = 0;
  }
  if (flags > 2)
    return bytes.fail(segment.offset, "malformed data segment kind");
  if (flags == 1)
    segment.mode = SegmentMode::Passive;
  else if (flags == 2)
    segment.memoryIndex = bytes.readU32();
  if (segment.mode == SegmentMode::Active)
    segment.memoryOffset = readConstantExpression();
  uint32_t size = bytes.readU32();
  segment.bytes = bytes.readBytes(size);
  module.data.push_back(segment);
}

void ModuleReader::readCodeSection() {
  // The numbers of functions and bodies are compared at the end of the module; superfluous bodies are
  // dropped here.
  uint32_t count = bytes.readCount("function bodies", kMaxFunctions);
  for (uint32_t index = 0; index < count && bytes.ok(); ++index) {
    Function unused;
    size_t functionIndex = size_t(module.importedFunctionCount) + index;
    readBody(functionIndex < module.functions.size() ? module.functions[functionIndex] : unused);
  }
  bodyCount = count;
}

void ModuleReader::readBody(Function &function) {
  uint64_t start = bytes.offset();
  uint32_t size = bytes.readU32();
  if (size > kMaxFunctionBodySize)
    return bytes.fail(start, "function body too large: " + llvm::Twine(size) + " bytes");
  function.offset = bytes.offset();
  function.body = bytes.readBytes(size);
  if (!bytes.ok())
    return;
  ByteReader body(function.body, function.offset);
  readLocalDeclarations(body);
  function.codeStart = body.offset() - function.offset;
  if (llvm::Error error = body.takeError())
    return bytes.fail(std::move(error));
  checkBodyEnd(function);
}

void ModuleReader::readLocalDeclarations(ByteReader &body) {
  uint64_t start = body.offset();
  uint32_t groups = body.readCount("local declarations", UINT32_MAX);
  uint64_t total = 0;
  for (uint32_t index = 0; index < groups && body.ok(); ++index) {
    total += body.readU32();
    readValueType(body, features);
    if (total > kMaxLocals)
      body.fail(start, "too many locals: the limit is " + llvm::Twine(kMaxLocals));
  }
}

// Every body ends in `end`. Without it, what is wrong is what a decoder that knows no sizes would meet,
// which may be an instruction that goes on behind the body.
void ModuleReader::checkBodyEnd(const Function &function) {
  constexpr uint8_t kEndCode = 0x0B;
  if (function.body.back() == kEndCode)
    return;
  ByteReader unbounded({function.code().begin(), bytes.rest().end()}, function.codeOffset());
  skipExpression(unbounded);
  if (llvm::Error error = unbounded.takeError())
    return bytes.fail(std::move(error));
  bytes.fail(bytes.offset(), "section size mismatch: function body without END opcode");
}

llvm::Expected<LocalTypes> Module::localTypes(const Function &function) const {
  LocalTypes locals;
  for (ValueType param : types.function(function.typeIndex).params)
    locals.append(1, param);
  ByteReader body(function.body, function.offset);
  uint32_t groups = body.readCount("local declarations", UINT32_MAX);
  for (uint32_t index = 0; index < groups && body.ok(); ++index) {
    uint64_t start = body.offset();
    uint32_t count = body.readU32();
    ValueType type = readValueType(body, features);
    if (count > kMaxLocals || locals.size() + count > kMaxLocals)
      body.fail(start, "too many locals: the limit is " + llvm::Twine(kMaxLocals));
    if (body.ok())
      locals.append(count, type);
  }
  if (llvm::Error error = body.takeError())
    return std::move(error);
  return locals;
}

} // namespace wasixc::wasm
