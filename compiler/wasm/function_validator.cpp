// Driving the type checker over an instruction sequence, and the rule for all instructions that have a
// signature.
#include "compiler/wasm/function_validator.h"

#include "compiler/wasm/limits.h"

namespace wasixc::wasm {

llvm::Error FunctionValidator::validateBody(const Function &function) {
  llvm::Expected<LocalTypes> types = module.localTypes(function);
  if (!types)
    return types.takeError();
  locals = std::move(*types);
  offset = function.offset;
  if (!locals.allOf([this](ValueType type) { return checkValueType(type); }))
    return takeError();
  parameterCount = module.types.function(function.typeIndex).params.size();
  size.bytes = function.body.size();
  size.movedValues = parameterCount;
  movedValuesLimit = kFreeMovedValues + kMovedValuesPerByte * size.bytes;
  pushFrame(Opcode::Block, {.kind = BlockType::Function, .typeIndex = function.typeIndex});
  return validateSequence(module.reader(function));
}

llvm::Error FunctionValidator::validateConstant(const ConstantExpression &expression, ValueType expected,
                                                uint32_t globals) {
  isConstantExpression = true;
  visibleGlobals = globals;
  pushFrame(Opcode::Block, {.kind = BlockType::Value, .value = expected});
  return validateSequence(module.reader(expression));
}

llvm::Error FunctionValidator::validateSequence(InstructionReader reader) {
  Instruction instruction;
  while (!frames.empty()) {
    if (llvm::Error error = reader.read(instruction))
      return error;
    offset = instruction.offset;
    if (!validate(instruction) || !count(instruction))
      return takeError();
  }
  size.locals = std::min<uint64_t>(size.locals, locals.size());
  if (!reader.atEnd())
    return makeDiagnostic(reader.offset(), "section size mismatch: code behind the end of the function");
  return llvm::Error::success();
}

bool FunctionValidator::validate(const Instruction &instruction) {
  const OpcodeInfo &info = opcodeInfo(instruction.opcode);
  if (isConstantExpression && !isConstant(instruction))
    return fail(llvm::Twine("constant expression required: ") + info.mnemonic);
  if (!checkImmediate(instruction, info))
    return false;
  if (info.hasSignature())
    return validateWithSignature(instruction, info);
  switch (info.family) {
  case Family::Control:
    return validateControl(instruction);
  case Family::Exception:
    return validateException(instruction);
  case Family::Variable:
    return validateVariable(instruction);
  case Family::Table:
    return validateTable(instruction);
  case Family::Reference:
    return validateReference(instruction);
  case Family::Memory:
    return validateMemory(instruction);
  case Family::Gc:
    return validateGc(instruction);
  case Family::Numeric:
  case Family::Simd:
  case Family::Atomic:
    break;
  }
  llvm_unreachable("every numeric, vector and atomic instruction has a signature");
}

namespace {
bool checksRange(const Instruction &instruction) {
  switch (instruction.opcode) {
  case Opcode::CallIndirect:
  case Opcode::ReturnCallIndirect:
  case Opcode::TableGet:
  case Opcode::TableSet:
  case Opcode::MemoryCopy:
  case Opcode::MemoryFill:
    return true;
  default:
    return false;
  }
}
} // namespace

// Each byte of a body can mean any number of operands, by the types of blocks, labels and callees.
bool FunctionValidator::count(const Instruction &instruction) {
  ++size.instructions;
  size.operandDepth = std::max<uint64_t>(size.operandDepth, operands.size());
  size.loopDepth = std::max<uint64_t>(size.loopDepth, openLoops);
  size.handlerDepth = std::max<uint64_t>(size.handlerDepth, openHandlers);
  size.loops += instruction.opcode == Opcode::Loop;
  size.rangeChecks += checksRange(instruction);
  const Family family = opcodeInfo(instruction.opcode).family;
  const bool endsRun =
      family == Family::Exception || (family == Family::Control && instruction.opcode != Opcode::Call);
  runLength = endsRun ? 0 : runLength + 1;
  size.longestRun = std::max(size.longestRun, runLength);
  switch (opcodeInfo(instruction.opcode).immediate) {
  case Immediate::Local:
    ++size.locals;
    break;
  case Immediate::Block:
  case Immediate::Label:
    ++size.branches;
    break;
  case Immediate::TryTable:
    size.branches += 1 + instruction.catches.size();
    break;
  case Immediate::LabelTable:
    size.branches += instruction.labels.size();
    break;
  case Immediate::Function:
  case Immediate::CallIndirect:
    ++size.calls;
    break;
  default:
    break;
  }
  return size.movedValues <= movedValuesLimit ||
         fail("too many operands: blocks, branches and calls of a function may move " +
              llvm::Twine(kMovedValuesPerByte) + " for each of its bytes and " +
              llvm::Twine(kFreeMovedValues) + " more");
}

ValueType signatureType(char letter, ValueType addressType) {
  switch (letter) {
  case 'i':
    return kI32;
  case 'I':
    return kI64;
  case 'f':
    return kF32;
  case 'F':
    return kF64;
  case 'v':
    return kV128;
  case 'a':
    return addressType;
  default:
    llvm_unreachable("unknown letter in a signature of opcodes.def");
  }
}

namespace {
// The memory whose address type the letter 'a' means.
uint32_t memoryOf(const Instruction &instruction, Immediate immediate) {
  switch (immediate) {
  case Immediate::MemoryIndex:
    return instruction.index;
  case Immediate::MemoryInit:
    return instruction.secondIndex;
  default:
    return instruction.memory.memory;
  }
}

bool usesMemory(Immediate immediate) {
  return immediate == Immediate::Memory || immediate == Immediate::MemoryLane ||
         immediate == Immediate::MemoryIndex || immediate == Immediate::MemoryInit;
}
} // namespace

bool FunctionValidator::validateWithSignature(const Instruction &instruction, const OpcodeInfo &info) {
  ValueType addressType = kI32;
  if (usesMemory(info.immediate))
    addressType = memoryAddress(memoryOf(instruction, info.immediate));
  llvm::SmallVector<ValueType, 4> params;
  const char *letter = info.signature;
  for (; *letter != ':'; ++letter)
    params.push_back(signatureType(*letter, addressType));
  if (!pop(params))
    return false;
  while (*++letter)
    push(signatureType(*letter, addressType));
  return true;
}

// Validation section 3.4.13; extended by the proposals of the same names.
bool FunctionValidator::isConstant(const Instruction &instruction) const {
  switch (instruction.opcode) {
  case Opcode::End:
  case Opcode::I32Const:
  case Opcode::I64Const:
  case Opcode::F32Const:
  case Opcode::F64Const:
  case Opcode::V128Const:
  case Opcode::RefNull:
  case Opcode::RefFunc:
  case Opcode::GlobalGet:
  case Opcode::RefI31:
  case Opcode::StructNew:
  case Opcode::StructNewDefault:
  case Opcode::ArrayNew:
  case Opcode::ArrayNewDefault:
  case Opcode::ArrayNewFixed:
  case Opcode::AnyConvertExtern:
  case Opcode::ExternConvertAny:
    return true;
  case Opcode::I32Add:
  case Opcode::I32Sub:
  case Opcode::I32Mul:
  case Opcode::I64Add:
  case Opcode::I64Sub:
  case Opcode::I64Mul:
    return module.features.has(Feature::ExtendedConst);
  default:
    return false;
  }
}

bool FunctionValidator::fail(const llvm::Twine &text) {
  if (!failure)
    failure = std::make_unique<Diagnostic>(offset, text.str());
  return false;
}

llvm::Error FunctionValidator::takeError() { return llvm::Error(std::move(failure)); }

bool FunctionValidator::checkIndex(const char *what, uint32_t index, size_t size) {
  return index < size || fail(llvm::Twine("unknown ") + what + " " + llvm::Twine(index));
}

bool FunctionValidator::checkTypeKind(uint32_t index, CompositeKind kind) {
  static constexpr const char *kNames[] = {"a function", "a struct", "an array"};
  if (!checkType(index))
    return false;
  return module.types.hasKind(index, kind) ||
         fail("type mismatch: type " + llvm::Twine(index) + " is not " + kNames[static_cast<unsigned>(kind)]);
}

// Data segments come behind the code, so a body may name one only if their number was announced.
bool FunctionValidator::checkDataSegment(uint32_t index) {
  if (!module.dataCount)
    return fail("data count section required");
  return checkIndex("data segment", index, *module.dataCount);
}

} // namespace wasixc::wasm
