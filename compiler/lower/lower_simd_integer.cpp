// Vector integer arithmetic (spec, "Vector Operations").
#include "compiler/lower/vector_operation.h"

#include "llvm/IR/IntrinsicsX86.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Opcode;

Value *negate(VectorBuilder &vector) { return vector.ir.CreateNeg(vector.operand(0)); }

// The smallest number is its own absolute value.
Value *absolute(VectorBuilder &vector) {
  return vector.ir.CreateBinaryIntrinsic(Intrinsic::abs, vector.operand(0), vector.ir.getFalse());
}

// Counts are taken modulo the width of a lane (spec, "ishl"); LLVM's are poison beyond it.
template <Instruction::BinaryOps kOperation>
Value *shift(VectorBuilder &vector) {
  Type *lane = vector.type()->getElementType();
  Value *count = vector.ir.CreateAnd(vector.scalar(1), lane->getIntegerBitWidth() - 1);
  Value *counts = vector.ir.CreateVectorSplat(vector.lanes(), vector.ir.CreateZExtOrTrunc(count, lane));
  return vector.ir.CreateBinOp(kOperation, vector.operand(0), counts);
}

// The mean, rounded up: pavg, which LLVM finds in this computation with one more bit.
Value *average(VectorBuilder &vector) {
  Type *wide = VectorType::getExtendedElementVectorType(vector.type());
  Value *sum = vector.ir.CreateAdd(vector.ir.CreateZExt(vector.operand(0), wide),
                                   vector.ir.CreateZExt(vector.operand(1), wide));
  Value *rounded = vector.ir.CreateAdd(sum, ConstantInt::get(wide, 1));
  return vector.ir.CreateTrunc(vector.ir.CreateLShr(rounded, 1), vector.type());
}

// Pairs of bytes are summed by pmaddubsw, which multiplies unsigned bytes by signed ones.
template <bool kSigned>
Value *addPairsOfBytes(VectorBuilder &vector) {
  Value *ones = ConstantInt::get(vector.type(), 1);
  Value *bytes = vector.operand(0);
  return vector.call(Intrinsic::x86_ssse3_pmadd_ub_sw_128,
                     kSigned ? ArrayRef<Value *>{ones, bytes} : ArrayRef<Value *>{bytes, ones});
}

Value *addPairsSigned(VectorBuilder &vector) {
  return vector.call(Intrinsic::x86_sse2_pmadd_wd, {vector.operand(0), ConstantInt::get(vector.type(), 1)});
}

Value *addPairsUnsigned(VectorBuilder &vector) {
  Value *pairs = vector.operand(0, Shape::I32x4);
  Value *low = vector.ir.CreateAnd(pairs, ConstantInt::get(pairs->getType(), 0xffff));
  return vector.ir.CreateAdd(low, vector.ir.CreateLShr(pairs, 16));
}

// pmulhrsw is this multiplication except for the one product that overflows, -1 * -1: it yields -1 there,
// which only then is its result.
Value *multiplyQ15(VectorBuilder &vector) {
  Value *product = machineBinary<Intrinsic::x86_ssse3_pmul_hr_sw_128>(vector);
  Value *overflow = vector.ir.CreateICmpEQ(product, ConstantInt::getSigned(vector.type(), INT16_MIN));
  return vector.ir.CreateXor(product, vector.mask(overflow));
}

// Multiplies the low or the high half of the lanes at double width; the row's shape is the narrow one.
template <bool kSigned, bool kHigh>
Value *multiplyExtended(VectorBuilder &vector) {
  const unsigned half = vector.lanes() / 2;
  auto *narrow = FixedVectorType::getHalfElementsVectorType(vector.type());
  Type *wide = VectorType::getExtendedElementVectorType(cast<VectorType>(narrow));
  auto extend = [&](unsigned index) {
    Value *lanes = vector.slice(vector.operand(index), kHigh ? half : 0, half);
    return vector.ir.CreateIntCast(lanes, wide, kSigned);
  };
  Value *left = extend(0);
  return vector.ir.CreateMul(left, extend(1));
}

// What every integer shape has.
#define ARITHMETIC(shape)                                                                                    \
  {Opcode::shape##Abs, Shape::shape, absolute}, {Opcode::shape##Neg, Shape::shape, negate},                  \
      {Opcode::shape##Shl, Shape::shape, shift<Instruction::Shl>},                                           \
      {Opcode::shape##ShrS, Shape::shape, shift<Instruction::AShr>},                                         \
      {Opcode::shape##ShrU, Shape::shape, shift<Instruction::LShr>},                                         \
      {Opcode::shape##Add, Shape::shape, binaryOperation<Instruction::Add>}, {                               \
    Opcode::shape##Sub, Shape::shape, binaryOperation<Instruction::Sub>                                      \
  }

#define MINIMA(shape)                                                                                        \
  {Opcode::shape##MinS, Shape::shape, binaryIntrinsic<Intrinsic::smin>},                                     \
      {Opcode::shape##MinU, Shape::shape, binaryIntrinsic<Intrinsic::umin>},                                 \
      {Opcode::shape##MaxS, Shape::shape, binaryIntrinsic<Intrinsic::smax>}, {                               \
    Opcode::shape##MaxU, Shape::shape, binaryIntrinsic<Intrinsic::umax>                                      \
  }

#define SATURATING(shape)                                                                                    \
  {Opcode::shape##AddSatS, Shape::shape, binaryIntrinsic<Intrinsic::sadd_sat>},                              \
      {Opcode::shape##AddSatU, Shape::shape, binaryIntrinsic<Intrinsic::uadd_sat>},                          \
      {Opcode::shape##SubSatS, Shape::shape, binaryIntrinsic<Intrinsic::ssub_sat>},                          \
      {Opcode::shape##SubSatU, Shape::shape, binaryIntrinsic<Intrinsic::usub_sat>}, {                        \
    Opcode::shape##AvgrU, Shape::shape, average                                                              \
  }

#define EXTENDED_PRODUCTS(wide, narrow)                                                                      \
  {Opcode::wide##ExtmulLow##narrow##S, Shape::narrow, multiplyExtended<true, false>},                        \
      {Opcode::wide##ExtmulHigh##narrow##S, Shape::narrow, multiplyExtended<true, true>},                    \
      {Opcode::wide##ExtmulLow##narrow##U, Shape::narrow, multiplyExtended<false, false>}, {                 \
    Opcode::wide##ExtmulHigh##narrow##U, Shape::narrow, multiplyExtended<false, true>                        \
  }

constexpr VectorOperation kOperations[] = {
    ARITHMETIC(I8x16),
    ARITHMETIC(I16x8),
    ARITHMETIC(I32x4),
    ARITHMETIC(I64x2),
    MINIMA(I8x16),
    MINIMA(I16x8),
    MINIMA(I32x4),
    SATURATING(I8x16),
    SATURATING(I16x8),
    EXTENDED_PRODUCTS(I16x8, I8x16),
    EXTENDED_PRODUCTS(I32x4, I16x8),
    EXTENDED_PRODUCTS(I64x2, I32x4),
    {Opcode::I8x16Popcnt, Shape::I8x16, unaryIntrinsic<Intrinsic::ctpop>},
    {Opcode::I16x8Mul, Shape::I16x8, binaryOperation<Instruction::Mul>},
    {Opcode::I32x4Mul, Shape::I32x4, binaryOperation<Instruction::Mul>},
    {Opcode::I64x2Mul, Shape::I64x2, binaryOperation<Instruction::Mul>},
    {Opcode::I16x8Q15mulrSatS, Shape::I16x8, multiplyQ15},
    {Opcode::I32x4DotI16x8S, Shape::I16x8, machineBinary<Intrinsic::x86_sse2_pmadd_wd>},
    {Opcode::I16x8ExtaddPairwiseI8x16S, Shape::I8x16, addPairsOfBytes<true>},
    {Opcode::I16x8ExtaddPairwiseI8x16U, Shape::I8x16, addPairsOfBytes<false>},
    {Opcode::I32x4ExtaddPairwiseI16x8S, Shape::I16x8, addPairsSigned},
    {Opcode::I32x4ExtaddPairwiseI16x8U, Shape::I16x8, addPairsUnsigned},
};

} // namespace

ArrayRef<VectorOperation> vectorIntegerOperations() { return kOperations; }

} // namespace wasixc
