// Vector comparisons, bitwise operations and the tests that turn a vector into an i32.
#include "compiler/lower/vector_operation.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Opcode;

template <CmpInst::Predicate kPredicate>
Value *compare(VectorBuilder &vector) {
  return vector.mask(vector.ir.CreateCmp(kPredicate, vector.operand(0), vector.operand(1)));
}

Value *bitwiseNot(VectorBuilder &vector) { return vector.ir.CreateNot(vector.operand(0)); }

Value *andNot(VectorBuilder &vector) {
  return vector.ir.CreateAnd(vector.operand(0), vector.ir.CreateNot(vector.operand(1)));
}

// The first operand's bits where the third has ones, the second's where it has zeros.
Value *bitSelect(VectorBuilder &vector) {
  Value *chosen = vector.ir.CreateAnd(vector.operand(0), vector.operand(2));
  Value *others = vector.ir.CreateAnd(vector.operand(1), vector.ir.CreateNot(vector.operand(2)));
  return vector.ir.CreateOr(chosen, others);
}

// A whole vector as one number: the back end tests it with ptest.
Value *isZero(VectorBuilder &vector, Value *value) {
  return vector.ir.CreateIsNull(vector.ir.CreateBitCast(value, vector.ir.getInt128Ty()));
}

Value *anyTrue(VectorBuilder &vector) {
  return vector.ir.CreateZExt(vector.ir.CreateNot(isZero(vector, vector.operand(0))), vector.ir.getInt32Ty());
}

Value *allTrue(VectorBuilder &vector) {
  Value *zeros = vector.mask(vector.ir.CreateICmpEQ(vector.operand(0), vector.zero()));
  return vector.ir.CreateZExt(isZero(vector, zeros), vector.ir.getInt32Ty());
}

Value *bitMask(VectorBuilder &vector) {
  Value *signs = vector.ir.CreateICmpSLT(vector.operand(0), vector.zero());
  Value *bits = vector.ir.CreateBitCast(signs, vector.ir.getIntNTy(vector.lanes()));
  return vector.ir.CreateZExt(bits, vector.ir.getInt32Ty());
}

#define SIGNED_COMPARISONS(shape)                                                                            \
  {Opcode::shape##Eq, Shape::shape, compare<CmpInst::ICMP_EQ>},                                              \
      {Opcode::shape##Ne, Shape::shape, compare<CmpInst::ICMP_NE>},                                          \
      {Opcode::shape##LtS, Shape::shape, compare<CmpInst::ICMP_SLT>},                                        \
      {Opcode::shape##GtS, Shape::shape, compare<CmpInst::ICMP_SGT>},                                        \
      {Opcode::shape##LeS, Shape::shape, compare<CmpInst::ICMP_SLE>}, {                                      \
    Opcode::shape##GeS, Shape::shape, compare<CmpInst::ICMP_SGE>                                             \
  }

#define UNSIGNED_COMPARISONS(shape)                                                                          \
  {Opcode::shape##LtU, Shape::shape, compare<CmpInst::ICMP_ULT>},                                            \
      {Opcode::shape##GtU, Shape::shape, compare<CmpInst::ICMP_UGT>},                                        \
      {Opcode::shape##LeU, Shape::shape, compare<CmpInst::ICMP_ULE>}, {                                      \
    Opcode::shape##GeU, Shape::shape, compare<CmpInst::ICMP_UGE>                                             \
  }

#define FLOAT_COMPARISONS(shape)                                                                             \
  {Opcode::shape##Eq, Shape::shape, compare<CmpInst::FCMP_OEQ>},                                             \
      {Opcode::shape##Ne, Shape::shape, compare<CmpInst::FCMP_UNE>},                                         \
      {Opcode::shape##Lt, Shape::shape, compare<CmpInst::FCMP_OLT>},                                         \
      {Opcode::shape##Gt, Shape::shape, compare<CmpInst::FCMP_OGT>},                                         \
      {Opcode::shape##Le, Shape::shape, compare<CmpInst::FCMP_OLE>}, {                                       \
    Opcode::shape##Ge, Shape::shape, compare<CmpInst::FCMP_OGE>                                              \
  }

#define TESTS(shape)                                                                                         \
  {Opcode::shape##AllTrue, Shape::shape, allTrue}, { Opcode::shape##Bitmask, Shape::shape, bitMask }

constexpr VectorOperation kOperations[] = {
    SIGNED_COMPARISONS(I8x16),
    UNSIGNED_COMPARISONS(I8x16),
    SIGNED_COMPARISONS(I16x8),
    UNSIGNED_COMPARISONS(I16x8),
    SIGNED_COMPARISONS(I32x4),
    UNSIGNED_COMPARISONS(I32x4),
    SIGNED_COMPARISONS(I64x2),
    FLOAT_COMPARISONS(F32x4),
    FLOAT_COMPARISONS(F64x2),
    {Opcode::V128Not, Shape::I64x2, bitwiseNot},
    {Opcode::V128And, Shape::I64x2, binaryOperation<Instruction::And>},
    {Opcode::V128Andnot, Shape::I64x2, andNot},
    {Opcode::V128Or, Shape::I64x2, binaryOperation<Instruction::Or>},
    {Opcode::V128Xor, Shape::I64x2, binaryOperation<Instruction::Xor>},
    {Opcode::V128Bitselect, Shape::I64x2, bitSelect},
    {Opcode::V128AnyTrue, Shape::I64x2, anyTrue},
    TESTS(I8x16),
    TESTS(I16x8),
    TESTS(I32x4),
    TESTS(I64x2),
};

} // namespace

ArrayRef<VectorOperation> vectorComparisons() { return kOperations; }

} // namespace wasixc
