// Relaxed vector instructions (spec, "Relaxed Operations"): where the standard leaves a choice, the fastest
// result that the target's instructions give. The choice depends on the target alone, so every execution of
// a program makes the same one.
#include "compiler/lower/vector_operation.h"

#include "llvm/IR/IntrinsicsX86.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Opcode;

// Fused if the target can: one rounding, half the instructions.
Value *multiplyAdd(VectorBuilder &vector, Value *factor) {
  if (vector.options.hasCpuFeature("fma"))
    return vector.ir.CreateIntrinsic(vector.type(), Intrinsic::fma,
                                     {factor, vector.operand(1), vector.operand(2)});
  return vector.ir.CreateFAdd(vector.ir.CreateFMul(factor, vector.operand(1)), vector.operand(2));
}

Value *multiplyAdd(VectorBuilder &vector) { return multiplyAdd(vector, vector.operand(0)); }

Value *negatedMultiplyAdd(VectorBuilder &vector) {
  return multiplyAdd(vector, vector.ir.CreateFNeg(vector.operand(0)));
}

Value *minimum(VectorBuilder &vector) { return vector.machineMinimum(vector.operand(0), vector.operand(1)); }

Value *maximum(VectorBuilder &vector) { return vector.machineMaximum(vector.operand(0), vector.operand(1)); }

Value *truncateFloatSigned(VectorBuilder &vector) {
  return vector.call(Intrinsic::x86_sse2_cvttps2dq, {vector.operand(0)});
}

Value *truncateDoubleSigned(VectorBuilder &vector) {
  return vector.call(Intrinsic::x86_sse2_cvttpd2dq, {vector.operand(0)});
}

// By the mask's top bits, which is what blend instructions look at. AVX-512 selects single bits just as fast.
Value *laneSelect(VectorBuilder &vector) {
  Value *mask = vector.operand(2);
  if (!vector.options.hasCpuFeature("avx512vl"))
    return vector.ir.CreateSelect(vector.ir.CreateICmpSLT(mask, vector.zero()), vector.operand(0),
                                  vector.operand(1));
  Value *chosen = vector.ir.CreateAnd(vector.operand(0), mask);
  return vector.ir.CreateOr(chosen, vector.ir.CreateAnd(vector.operand(1), vector.ir.CreateNot(mask)));
}

// pmaddubsw takes the first factor's bytes as unsigned: that is the one of seven bits.
Value *dot(VectorBuilder &vector) {
  return vector.call(Intrinsic::x86_ssse3_pmadd_ub_sw_128, {vector.operand(1), vector.operand(0)});
}

Value *dotAdd(VectorBuilder &vector) {
  Value *sum = vector.operand(2, Shape::I32x4);
  if (vector.options.hasCpuFeature("avx512vnni") && vector.options.hasCpuFeature("avx512vl"))
    return vector.call(Intrinsic::x86_avx512_vpdpbusd_128, {sum, vector.operand(1), vector.operand(0)});
  Value *ones = ConstantInt::get(vector.type(Shape::I16x8), 1);
  return vector.ir.CreateAdd(vector.call(Intrinsic::x86_sse2_pmadd_wd, {dot(vector), ones}), sum);
}

#define FLOAT_OPERATIONS(shape)                                                                              \
  {Opcode::shape##RelaxedMadd, Shape::shape, multiplyAdd},                                                   \
      {Opcode::shape##RelaxedNmadd, Shape::shape, negatedMultiplyAdd},                                       \
      {Opcode::shape##RelaxedMin, Shape::shape, minimum}, {                                                  \
    Opcode::shape##RelaxedMax, Shape::shape, maximum                                                         \
  }

constexpr VectorOperation kOperations[] = {
    FLOAT_OPERATIONS(F32x4),
    FLOAT_OPERATIONS(F64x2),
    {Opcode::I8x16RelaxedSwizzle, Shape::I8x16, machineBinary<Intrinsic::x86_ssse3_pshuf_b_128>},
    {Opcode::I32x4RelaxedTruncF32x4S, Shape::F32x4, truncateFloatSigned},
    {Opcode::I32x4RelaxedTruncF64x2SZero, Shape::F64x2, truncateDoubleSigned},
    {Opcode::I8x16RelaxedLaneselect, Shape::I8x16, laneSelect},
    {Opcode::I16x8RelaxedLaneselect, Shape::I16x8, laneSelect},
    {Opcode::I32x4RelaxedLaneselect, Shape::I32x4, laneSelect},
    {Opcode::I64x2RelaxedLaneselect, Shape::I64x2, laneSelect},
    {Opcode::I16x8RelaxedQ15mulrS, Shape::I16x8, machineBinary<Intrinsic::x86_ssse3_pmul_hr_sw_128>},
    {Opcode::I16x8RelaxedDotI8x16I7x16S, Shape::I8x16, dot},
    {Opcode::I32x4RelaxedDotI8x16I7x16AddS, Shape::I8x16, dotAdd},
};

} // namespace

ArrayRef<VectorOperation> vectorRelaxedOperations() { return kOperations; }

} // namespace wasixc
