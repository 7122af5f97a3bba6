// Folding of constant expressions (validation, section 3.4.13) by a small stack machine.
#include "compiler/wasm/constant_expression.h"

#include "llvm/Support/Endian.h"

namespace wasixc::wasm {

uint32_t ConstantBits::asU32() const { return llvm::support::endian::read32le(bytes.data()); }

uint64_t ConstantBits::asU64() const { return llvm::support::endian::read64le(bytes.data()); }

namespace {
ConstantBits makeBits(ValueType type, uint64_t value) {
  ConstantBits result = {type};
  llvm::support::endian::write64le(result.bytes.data(), value);
  return result;
}

std::optional<ConstantBits> literal(const Instruction &instruction) {
  switch (instruction.opcode) {
  case Opcode::I32Const:
    return makeBits(kI32, static_cast<uint32_t>(instruction.i32));
  case Opcode::I64Const:
    return makeBits(kI64, instruction.i64);
  case Opcode::F32Const:
    return makeBits(kF32, instruction.f32);
  case Opcode::F64Const:
    return makeBits(kF64, instruction.f64);
  case Opcode::V128Const: {
    ConstantBits result = {kV128};
    llvm::copy(instruction.v128, result.bytes.begin());
    return result;
  }
  default:
    return std::nullopt;
  }
}

// The arithmetic of the extended-const proposal; i32 operands are zero-extended and the result is cut to 32
// bits.
std::optional<ConstantBits> arithmetic(Opcode opcode, const ConstantBits &first, const ConstantBits &second) {
  uint64_t left = first.asU64();
  uint64_t right = second.asU64();
  switch (opcode) {
  case Opcode::I32Add:
    return makeBits(kI32, static_cast<uint32_t>(left + right));
  case Opcode::I32Sub:
    return makeBits(kI32, static_cast<uint32_t>(left - right));
  case Opcode::I32Mul:
    return makeBits(kI32, static_cast<uint32_t>(left * right));
  case Opcode::I64Add:
    return makeBits(kI64, left + right);
  case Opcode::I64Sub:
    return makeBits(kI64, left - right);
  case Opcode::I64Mul:
    return makeBits(kI64, left * right);
  default:
    return std::nullopt;
  }
}

// Replaces the two topmost values by the result of an operation on them; false if it is not known.
bool applyArithmetic(Opcode opcode, std::vector<ConstantValue> &stack) {
  if (stack.size() < 2)
    return false;
  const auto *first = std::get_if<ConstantBits>(&stack[stack.size() - 2]);
  const auto *second = std::get_if<ConstantBits>(&stack.back());
  if (!first || !second)
    return false;
  std::optional<ConstantBits> result = arithmetic(opcode, *first, *second);
  if (!result)
    return false;
  stack.pop_back();
  stack.back() = *result;
  return true;
}

// One instruction; false if the expression cannot be folded.
bool foldInstruction(const Instruction &instruction, std::vector<ConstantValue> &stack) {
  if (std::optional<ConstantBits> bits = literal(instruction)) {
    stack.push_back(*bits);
    return true;
  }
  switch (instruction.opcode) {
  case Opcode::RefNull:
    stack.push_back(ConstantNull{instruction.heapType});
    return true;
  case Opcode::RefFunc:
    stack.push_back(ConstantFunction{instruction.index});
    return true;
  case Opcode::GlobalGet:
    stack.push_back(ConstantGlobal{instruction.index});
    return true;
  default:
    return applyArithmetic(instruction.opcode, stack);
  }
}
} // namespace

ConstantValue foldConstant(const Module &module, const ConstantExpression &expression) {
  std::vector<ConstantValue> stack;
  InstructionReader reader = module.reader(expression);
  Instruction instruction;
  while (!reader.atEnd()) {
    llvm::cantFail(reader.read(instruction));
    if (instruction.opcode == Opcode::End)
      break;
    if (!foldInstruction(instruction, stack))
      return std::monostate();
  }
  return stack.empty() ? std::monostate() : stack.back();
}

} // namespace wasixc::wasm
