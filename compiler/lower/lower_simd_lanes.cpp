// Vector instructions that move lanes: constants, shuffles, splats, extraction and replacement.
#include "compiler/lower/vector_operation.h"

#include "llvm/IR/IntrinsicsX86.h"
#include "llvm/Support/Endian.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Opcode;

Value *constant(VectorBuilder &vector) {
  const uint8_t *bytes = vector.instruction.v128;
  const uint64_t halves[] = {support::endian::read64le(bytes), support::endian::read64le(bytes + 8)};
  return ConstantDataVector::get(vector.ir.getContext(), halves);
}

Value *shuffle(VectorBuilder &vector) {
  const SmallVector<int, 16> lanes(ArrayRef<uint8_t>(vector.instruction.v128, 16));
  return vector.ir.CreateShuffleVector(vector.operand(0), vector.operand(1), lanes);
}

// pshufb yields 0 for selectors with bit 7 set, and looks at the low four bits otherwise. Adding 0x70 with
// saturation sets bit 7 of exactly the selectors beyond 15.
Value *swizzle(VectorBuilder &vector) {
  Value *bias = ConstantInt::get(vector.type(), 0x70);
  Value *selectors = vector.ir.CreateBinaryIntrinsic(Intrinsic::uadd_sat, vector.operand(1), bias);
  return vector.call(Intrinsic::x86_ssse3_pshuf_b_128, {vector.operand(0), selectors});
}

Value *laneValue(VectorBuilder &vector, Value *scalar) {
  Type *lane = vector.type()->getElementType();
  return lane->isIntegerTy() ? vector.ir.CreateTrunc(scalar, lane) : scalar;
}

Value *splat(VectorBuilder &vector) {
  return vector.ir.CreateVectorSplat(vector.lanes(), laneValue(vector, vector.scalar(0)));
}

Value *extractLane(VectorBuilder &vector) {
  return vector.ir.CreateExtractElement(vector.operand(0), uint64_t(vector.instruction.lane));
}

Value *extractLaneSigned(VectorBuilder &vector) {
  return vector.ir.CreateSExt(extractLane(vector), vector.ir.getInt32Ty());
}

Value *extractLaneUnsigned(VectorBuilder &vector) {
  return vector.ir.CreateZExt(extractLane(vector), vector.ir.getInt32Ty());
}

Value *replaceLane(VectorBuilder &vector) {
  return vector.ir.CreateInsertElement(vector.operand(0), laneValue(vector, vector.scalar(1)),
                                       uint64_t(vector.instruction.lane));
}

constexpr VectorOperation kOperations[] = {
    {Opcode::V128Const, Shape::I64x2, constant},
    {Opcode::I8x16Shuffle, Shape::I8x16, shuffle},
    {Opcode::I8x16Swizzle, Shape::I8x16, swizzle},
    {Opcode::I8x16Splat, Shape::I8x16, splat},
    {Opcode::I16x8Splat, Shape::I16x8, splat},
    {Opcode::I32x4Splat, Shape::I32x4, splat},
    {Opcode::I64x2Splat, Shape::I64x2, splat},
    {Opcode::F32x4Splat, Shape::F32x4, splat},
    {Opcode::F64x2Splat, Shape::F64x2, splat},
    {Opcode::I8x16ExtractLaneS, Shape::I8x16, extractLaneSigned},
    {Opcode::I8x16ExtractLaneU, Shape::I8x16, extractLaneUnsigned},
    {Opcode::I8x16ReplaceLane, Shape::I8x16, replaceLane},
    {Opcode::I16x8ExtractLaneS, Shape::I16x8, extractLaneSigned},
    {Opcode::I16x8ExtractLaneU, Shape::I16x8, extractLaneUnsigned},
    {Opcode::I16x8ReplaceLane, Shape::I16x8, replaceLane},
    {Opcode::I32x4ExtractLane, Shape::I32x4, extractLane},
    {Opcode::I32x4ReplaceLane, Shape::I32x4, replaceLane},
    {Opcode::I64x2ExtractLane, Shape::I64x2, extractLane},
    {Opcode::I64x2ReplaceLane, Shape::I64x2, replaceLane},
    {Opcode::F32x4ExtractLane, Shape::F32x4, extractLane},
    {Opcode::F32x4ReplaceLane, Shape::F32x4, replaceLane},
    {Opcode::F64x2ExtractLane, Shape::F64x2, extractLane},
    {Opcode::F64x2ReplaceLane, Shape::F64x2, replaceLane},
};

} // namespace

ArrayRef<VectorOperation> vectorLaneOperations() { return kOperations; }

} // namespace wasixc
