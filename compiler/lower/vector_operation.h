// Vector instructions that compute a value from values: one table row each.
//
// An instruction's row names the shape in which it sees its operands and the function that builds its code.
// The tables of all sub-families (lower_simd_*.cpp) together cover every such instruction; memory accesses
// are members of FunctionLowering instead. On the operand stack every vector is a <2 x i64>. Code is generic
// LLVM IR wherever the back end selects the best instruction for it, an x86 intrinsic where it does not.
#pragma once

#include "compiler/lower/program_info.h"
#include "compiler/wasm/instruction.h"

#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/IRBuilder.h"

namespace wasixc {

enum class Shape : uint8_t { I8x16, I16x8, I32x4, I64x2, F32x4, F64x2 };

class VectorBuilder;

struct VectorOperation {
  wasm::Opcode opcode;
  Shape shape;
  llvm::Value *(*build)(VectorBuilder &);
};

llvm::ArrayRef<VectorOperation> vectorLaneOperations();
llvm::ArrayRef<VectorOperation> vectorComparisons();
llvm::ArrayRef<VectorOperation> vectorIntegerOperations();
llvm::ArrayRef<VectorOperation> vectorFloatOperations();
llvm::ArrayRef<VectorOperation> vectorConversions();
llvm::ArrayRef<VectorOperation> vectorRelaxedOperations();

// What a row's function works with: the operands and the builder.
class VectorBuilder {
public:
  VectorBuilder(llvm::IRBuilderBase &ir, const VectorOperation &operation,
                const wasm::Instruction &instruction, llvm::ArrayRef<llvm::Value *> operands,
                const LoweringOptions &options)
      : ir(ir), instruction(instruction), options(options), operation(operation), operands(operands) {}

  // An operand as a vector of the operation's shape, or of another one; or as it is on the stack.
  llvm::Value *operand(unsigned index) { return operand(index, operation.shape); }
  llvm::Value *operand(unsigned index, Shape shape) { return ir.CreateBitCast(operands[index], type(shape)); }
  llvm::Value *scalar(unsigned index) const { return operands[index]; }

  llvm::FixedVectorType *type() const { return type(operation.shape); }
  llvm::FixedVectorType *type(Shape shape) const;
  unsigned lanes() const { return type()->getNumElements(); }
  // The same number in every lane.
  llvm::Constant *splat(double number) const { return llvm::ConstantFP::get(type(), number); }
  llvm::Constant *zero() const { return llvm::Constant::getNullValue(type()); }
  // The operation's lanes [first, first + count) of a vector.
  llvm::Value *slice(llvm::Value *vector, unsigned first, unsigned count);
  // Extends a comparison to lanes of all ones or zeros.
  llvm::Value *mask(llvm::Value *condition) { return ir.CreateSExt(condition, integerType()); }
  llvm::FixedVectorType *integerType() const;
  // The machine's minimum and maximum: the second operand, if either is NaN or both are zero.
  llvm::Value *machineMinimum(llvm::Value *left, llvm::Value *right);
  llvm::Value *machineMaximum(llvm::Value *left, llvm::Value *right);
  // A call of an intrinsic that is not overloaded.
  llvm::Value *call(llvm::Intrinsic::ID intrinsic, llvm::ArrayRef<llvm::Value *> arguments) {
    return ir.CreateIntrinsic(intrinsic, arguments);
  }

  llvm::IRBuilderBase &ir;
  const wasm::Instruction &instruction;
  const LoweringOptions &options;

private:
  const VectorOperation &operation;
  llvm::ArrayRef<llvm::Value *> operands;
};

// Minimum and maximum as WebAssembly defines them for scalars and vectors (spec, "fmin", "fmax").
llvm::Value *buildMinimum(llvm::IRBuilderBase &ir, llvm::Value *left, llvm::Value *right);
llvm::Value *buildMaximum(llvm::IRBuilderBase &ir, llvm::Value *left, llvm::Value *right);

// Functions that serve many rows.

template <llvm::Instruction::BinaryOps kOperation>
llvm::Value *binaryOperation(VectorBuilder &vector) {
  return vector.ir.CreateBinOp(kOperation, vector.operand(0), vector.operand(1));
}

template <llvm::Intrinsic::ID kIntrinsic>
llvm::Value *unaryIntrinsic(VectorBuilder &vector) {
  return vector.ir.CreateUnaryIntrinsic(kIntrinsic, vector.operand(0));
}

template <llvm::Intrinsic::ID kIntrinsic>
llvm::Value *binaryIntrinsic(VectorBuilder &vector) {
  return vector.ir.CreateBinaryIntrinsic(kIntrinsic, vector.operand(0), vector.operand(1));
}

// An instruction of the machine, by its intrinsic.
template <llvm::Intrinsic::ID kIntrinsic>
llvm::Value *machineBinary(VectorBuilder &vector) {
  return vector.call(kIntrinsic, {vector.operand(0), vector.operand(1)});
}

} // namespace wasixc
