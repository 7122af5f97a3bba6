// Vector floating point arithmetic (spec, "Vector Operations"), and the minimum and maximum that scalars
// share.
#include "compiler/lower/vector_operation.h"

#include "llvm/IR/IntrinsicsX86.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Opcode;

Value *negate(VectorBuilder &vector) { return vector.ir.CreateFNeg(vector.operand(0)); }

Value *minimum(VectorBuilder &vector) {
  return buildMinimum(vector.ir, vector.operand(0), vector.operand(1));
}

Value *maximum(VectorBuilder &vector) {
  return buildMaximum(vector.ir, vector.operand(0), vector.operand(1));
}

// The pseudo-minimum b < a ? b : a is the machine's, with its operands swapped.
Value *pseudoMinimum(VectorBuilder &vector) {
  return vector.machineMinimum(vector.operand(1), vector.operand(0));
}

Value *pseudoMaximum(VectorBuilder &vector) {
  return vector.machineMaximum(vector.operand(1), vector.operand(0));
}

struct Extremum {
  CmpInst::Predicate predicate;   // the first operand is the result if it compares so
  Intrinsic::ID floats, doubles;  // the machine's, for vectors
  Instruction::BinaryOps combine; // chooses between +0 and -0
};

constexpr Extremum kMinimum{CmpInst::FCMP_OLT, Intrinsic::x86_sse_min_ps, Intrinsic::x86_sse2_min_pd,
                            Instruction::Or};
constexpr Extremum kMaximum{CmpInst::FCMP_OGT, Intrinsic::x86_sse_max_ps, Intrinsic::x86_sse2_max_pd,
                            Instruction::And};

// A comparison and a selection say the same, but for vectors LLVM may lose sight of it behind the bit casts
// from and to v128.
Value *machineExtremum(IRBuilderBase &ir, const Extremum &extremum, Value *left, Value *right) {
  Type *type = left->getType();
  if (type->isVectorTy())
    return ir.CreateIntrinsic(type->getScalarType()->isFloatTy() ? extremum.floats : extremum.doubles,
                              {left, right});
  return ir.CreateSelect(ir.CreateFCmp(extremum.predicate, left, right), left, right);
}

// The machine's minimum in both orders differs only if the operands are zeros, or if one is NaN. `Or` of both
// makes -0 of different zeros, `And` makes +0. Where an operand is NaN the sum is the right result: it makes
// a signaling NaN quiet and keeps a canonical one. (llvm.minimum would leave a signaling NaN as it is.)
Value *buildExtremum(IRBuilderBase &ir, const Extremum &extremum, Value *left, Value *right) {
  Type *type = left->getType();
  Type *bits = type->getWithNewType(ir.getIntNTy(type->getScalarSizeInBits()));
  Value *forward = machineExtremum(ir, extremum, left, right);
  Value *backward = machineExtremum(ir, extremum, right, left);
  Value *combined =
      ir.CreateBinOp(extremum.combine, ir.CreateBitCast(forward, bits), ir.CreateBitCast(backward, bits));
  return ir.CreateSelect(ir.CreateFCmpUNO(left, right), ir.CreateFAdd(left, right),
                         ir.CreateBitCast(combined, type));
}

#define FLOAT_OPERATIONS(shape)                                                                              \
  {Opcode::shape##Abs, Shape::shape, unaryIntrinsic<Intrinsic::fabs>},                                       \
      {Opcode::shape##Neg, Shape::shape, negate},                                                            \
      {Opcode::shape##Sqrt, Shape::shape, unaryIntrinsic<Intrinsic::sqrt>},                                  \
      {Opcode::shape##Ceil, Shape::shape, unaryIntrinsic<Intrinsic::ceil>},                                  \
      {Opcode::shape##Floor, Shape::shape, unaryIntrinsic<Intrinsic::floor>},                                \
      {Opcode::shape##Trunc, Shape::shape, unaryIntrinsic<Intrinsic::trunc>},                                \
      {Opcode::shape##Nearest, Shape::shape, unaryIntrinsic<Intrinsic::roundeven>},                          \
      {Opcode::shape##Add, Shape::shape, binaryOperation<Instruction::FAdd>},                                \
      {Opcode::shape##Sub, Shape::shape, binaryOperation<Instruction::FSub>},                                \
      {Opcode::shape##Mul, Shape::shape, binaryOperation<Instruction::FMul>},                                \
      {Opcode::shape##Div, Shape::shape, binaryOperation<Instruction::FDiv>},                                \
      {Opcode::shape##Min, Shape::shape, minimum}, {Opcode::shape##Max, Shape::shape, maximum},              \
      {Opcode::shape##Pmin, Shape::shape, pseudoMinimum}, {                                                  \
    Opcode::shape##Pmax, Shape::shape, pseudoMaximum                                                         \
  }

constexpr VectorOperation kOperations[] = {FLOAT_OPERATIONS(F32x4), FLOAT_OPERATIONS(F64x2)};

} // namespace

ArrayRef<VectorOperation> vectorFloatOperations() { return kOperations; }

Value *VectorBuilder::machineMinimum(Value *left, Value *right) {
  return machineExtremum(ir, kMinimum, left, right);
}

Value *VectorBuilder::machineMaximum(Value *left, Value *right) {
  return machineExtremum(ir, kMaximum, left, right);
}

Value *buildMinimum(IRBuilderBase &ir, Value *left, Value *right) {
  return buildExtremum(ir, kMinimum, left, right);
}

Value *buildMaximum(IRBuilderBase &ir, Value *left, Value *right) {
  return buildExtremum(ir, kMaximum, left, right);
}

} // namespace wasixc
