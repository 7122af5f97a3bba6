// Vector conversions (spec, "Vector Operations"): narrowing and extending integers, numbers of different
// kinds.
//
// Rows of narrowing and extending instructions name the shape of the operands. LLVM would take saturating
// truncations lane by lane, so they are spelled out around the machine's, which yields 0x80000000 for
// whatever does not fit.
#include "compiler/lower/vector_operation.h"

#include "llvm/IR/IntrinsicsX86.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Opcode;

constexpr double kTwoTo31 = 2147483648.0;
constexpr double kTwoTo52 = 4503599627370496.0;

template <bool kSigned, bool kHigh>
Value *extend(VectorBuilder &vector) {
  const unsigned half = vector.lanes() / 2;
  Value *lanes = vector.slice(vector.operand(0), kHigh ? half : 0, half);
  Type *wide = VectorType::getExtendedElementVectorType(cast<VectorType>(lanes->getType()));
  return vector.ir.CreateIntCast(lanes, wide, kSigned);
}

Value *convertSigned(VectorBuilder &vector) {
  return vector.ir.CreateSIToFP(vector.operand(0), vector.type(Shape::F32x4));
}

Value *convertUnsigned(VectorBuilder &vector) {
  return vector.ir.CreateUIToFP(vector.operand(0), vector.type(Shape::F32x4));
}

Value *convertLowSigned(VectorBuilder &vector) {
  return vector.ir.CreateSIToFP(vector.slice(vector.operand(0), 0, 2), vector.type(Shape::F64x2));
}

Value *convertLowUnsigned(VectorBuilder &vector) {
  return vector.ir.CreateUIToFP(vector.slice(vector.operand(0), 0, 2), vector.type(Shape::F64x2));
}

Value *promoteLow(VectorBuilder &vector) {
  return vector.ir.CreateFPExt(vector.slice(vector.operand(0), 0, 2), vector.type(Shape::F64x2));
}

// Two lanes, and zeros above them.
Value *withZeros(VectorBuilder &vector, Value *lanes) {
  return vector.ir.CreateShuffleVector(lanes, Constant::getNullValue(lanes->getType()), {0, 1, 2, 3});
}

Value *demoteZero(VectorBuilder &vector) {
  Type *narrow = FixedVectorType::get(vector.ir.getFloatTy(), 2);
  return withZeros(vector, vector.ir.CreateFPTrunc(vector.operand(0), narrow));
}

// NaN becomes 0 before the conversion; where the result ought to be the largest number, all bits are wrong.
Value *truncateFloatSigned(VectorBuilder &vector) {
  Value *value = vector.operand(0);
  Value *number = vector.ir.CreateSelect(vector.ir.CreateFCmpORD(value, value), value, vector.zero());
  Value *truncated = vector.call(Intrinsic::x86_sse2_cvttps2dq, {number});
  return vector.ir.CreateXor(truncated, vector.mask(vector.ir.CreateFCmpOGE(value, vector.splat(kTwoTo31))));
}

// The sum of two signed truncations: of the number, which is 2^31 if it does not fit, and of what exceeds
// 2^31, saturated to [0, 2^31 - 1].
Value *truncateFloatUnsigned(VectorBuilder &vector) {
  Value *number = vector.machineMaximum(vector.operand(0), vector.zero()); // 0 for NaN
  if (vector.options.hasCpuFeature("avx512vl"))
    return vector.call(Intrinsic::x86_avx512_mask_cvttps2udq_128,
                       {number, Constant::getNullValue(vector.type(Shape::I32x4)), vector.ir.getInt8(-1)});
  Value *excess = vector.ir.CreateFSub(number, vector.splat(kTwoTo31));
  Value *high = vector.call(Intrinsic::x86_sse2_cvttps2dq, {excess});
  high = vector.ir.CreateXor(high, vector.mask(vector.ir.CreateFCmpOGE(excess, vector.splat(kTwoTo31))));
  high = vector.ir.CreateBinaryIntrinsic(Intrinsic::smax, high, Constant::getNullValue(high->getType()));
  return vector.ir.CreateAdd(vector.call(Intrinsic::x86_sse2_cvttps2dq, {number}), high);
}

// The limit is 0 where the operand is NaN, and the machine's minimum yields the limit there.
Value *truncateDoubleSigned(VectorBuilder &vector) {
  Value *value = vector.operand(0);
  Value *limit = vector.ir.CreateSelect(vector.ir.CreateFCmpORD(value, value), vector.splat(kTwoTo31 - 1),
                                        vector.zero());
  return vector.call(Intrinsic::x86_sse2_cvttpd2dq, {vector.machineMinimum(value, limit)});
}

// Added to 2^52, an integer below 2^32 is the low half of the sum.
Value *truncateDoubleUnsigned(VectorBuilder &vector) {
  Value *number = vector.machineMaximum(vector.operand(0), vector.zero()); // 0 for NaN
  if (vector.options.hasCpuFeature("avx512vl"))
    return vector.call(Intrinsic::x86_avx512_mask_cvttpd2udq_128,
                       {number, Constant::getNullValue(vector.type(Shape::I32x4)), vector.ir.getInt8(-1)});
  Value *limited = vector.machineMinimum(number, vector.splat(2 * kTwoTo31 - 1));
  Value *whole = vector.ir.CreateUnaryIntrinsic(Intrinsic::trunc, limited);
  Value *sum = vector.ir.CreateFAdd(whole, vector.splat(kTwoTo52));
  Value *halves = vector.ir.CreateBitCast(sum, vector.type(Shape::I32x4));
  return vector.ir.CreateShuffleVector(halves, Constant::getNullValue(halves->getType()), {0, 2, 4, 5});
}

#define EXTENSIONS(wide, narrow)                                                                             \
  {Opcode::wide##ExtendLow##narrow##S, Shape::narrow, extend<true, false>},                                  \
      {Opcode::wide##ExtendHigh##narrow##S, Shape::narrow, extend<true, true>},                              \
      {Opcode::wide##ExtendLow##narrow##U, Shape::narrow, extend<false, false>}, {                           \
    Opcode::wide##ExtendHigh##narrow##U, Shape::narrow, extend<false, true>                                  \
  }

constexpr VectorOperation kOperations[] = {
    EXTENSIONS(I16x8, I8x16),
    EXTENSIONS(I32x4, I16x8),
    EXTENSIONS(I64x2, I32x4),
    {Opcode::I8x16NarrowI16x8S, Shape::I16x8, machineBinary<Intrinsic::x86_sse2_packsswb_128>},
    {Opcode::I8x16NarrowI16x8U, Shape::I16x8, machineBinary<Intrinsic::x86_sse2_packuswb_128>},
    {Opcode::I16x8NarrowI32x4S, Shape::I32x4, machineBinary<Intrinsic::x86_sse2_packssdw_128>},
    {Opcode::I16x8NarrowI32x4U, Shape::I32x4, machineBinary<Intrinsic::x86_sse41_packusdw>},
    {Opcode::F32x4ConvertI32x4S, Shape::I32x4, convertSigned},
    {Opcode::F32x4ConvertI32x4U, Shape::I32x4, convertUnsigned},
    {Opcode::F64x2ConvertLowI32x4S, Shape::I32x4, convertLowSigned},
    {Opcode::F64x2ConvertLowI32x4U, Shape::I32x4, convertLowUnsigned},
    {Opcode::F64x2PromoteLowF32x4, Shape::F32x4, promoteLow},
    {Opcode::F32x4DemoteF64x2Zero, Shape::F64x2, demoteZero},
    {Opcode::I32x4TruncSatF32x4S, Shape::F32x4, truncateFloatSigned},
    {Opcode::I32x4TruncSatF32x4U, Shape::F32x4, truncateFloatUnsigned},
    {Opcode::I32x4TruncSatF64x2SZero, Shape::F64x2, truncateDoubleSigned},
    {Opcode::I32x4TruncSatF64x2UZero, Shape::F64x2, truncateDoubleUnsigned},
    // Relaxed: only the saturating result is valid for numbers of either sign that do not fit.
    {Opcode::I32x4RelaxedTruncF32x4U, Shape::F32x4, truncateFloatUnsigned},
    {Opcode::I32x4RelaxedTruncF64x2UZero, Shape::F64x2, truncateDoubleUnsigned},
};

} // namespace

ArrayRef<VectorOperation> vectorConversions() { return kOperations; }

} // namespace wasixc
