// Integer and floating-point arithmetic and comparisons (spec, "Numeric Instructions"). The opcodes of a
// family follow one another in the same order for each type, so an opcode's distance from the first one names
// the operation.
#include "compiler/lower/function_lowering.h"
#include "compiler/lower/vector_operation.h"

#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Opcode;

constexpr CmpInst::Predicate kIntegerPredicates[] = {
    CmpInst::ICMP_EQ,  CmpInst::ICMP_NE,  CmpInst::ICMP_SLT, CmpInst::ICMP_ULT, CmpInst::ICMP_SGT,
    CmpInst::ICMP_UGT, CmpInst::ICMP_SLE, CmpInst::ICMP_ULE, CmpInst::ICMP_SGE, CmpInst::ICMP_UGE,
};

// Comparisons with a NaN are false, but "not equal" is true.
constexpr CmpInst::Predicate kFloatPredicates[] = {
    CmpInst::FCMP_OEQ, CmpInst::FCMP_UNE, CmpInst::FCMP_OLT,
    CmpInst::FCMP_OGT, CmpInst::FCMP_OLE, CmpInst::FCMP_OGE,
};

// The order of the integer operations behind i32.clz and i64.clz.
enum IntegerOperation : unsigned {
  Clz,
  Ctz,
  Popcnt,
  Add,
  Sub,
  Mul,
  DivS,
  DivU,
  RemS,
  RemU,
  And,
  Or,
  Xor,
  Shl,
  ShrS,
  ShrU,
  Rotl,
  Rotr
};

// The order of the floating-point operations behind f32.abs and f64.abs.
enum FloatOperation : unsigned {
  Abs,
  Neg,
  Ceil,
  Floor,
  Trunc,
  Nearest,
  Sqrt,
  FAdd,
  FSub,
  FMul,
  FDiv,
  Min,
  Max,
  Copysign
};

// The distance of `opcode` from `first` if it lies in [first, last], else -1.
int distance(Opcode opcode, Opcode first, Opcode last) {
  const bool inside = opcode >= first && opcode <= last;
  return inside ? static_cast<int>(opcode) - static_cast<int>(first) : -1;
}

// The same for a family that exists once per type.
int distance(Opcode opcode, Opcode first, Opcode last, Opcode otherFirst, Opcode otherLast) {
  return std::max(distance(opcode, first, last), distance(opcode, otherFirst, otherLast));
}

} // namespace

void FunctionLowering::lowerNumeric(const wasm::Instruction &instruction) {
  const Opcode opcode = instruction.opcode;
  Type *i32 = builder.getInt32Ty();
  if (opcode == Opcode::I32Const)
    return push(builder.getInt32(instruction.i32));
  if (opcode == Opcode::I64Const)
    return push(builder.getInt64(instruction.i64));
  if (opcode == Opcode::F32Const)
    return push(builder.CreateBitCast(builder.getInt32(instruction.f32), builder.getFloatTy()));
  if (opcode == Opcode::F64Const)
    return push(builder.CreateBitCast(builder.getInt64(instruction.f64), builder.getDoubleTy()));
  if (opcode == Opcode::I32Eqz || opcode == Opcode::I64Eqz)
    return push(builder.CreateZExt(builder.CreateIsNull(pop()), i32));

  auto binary = [&](auto combine) {
    Value *right = pop();
    Value *left = pop();
    push(combine(left, right));
  };
  if (int i = distance(opcode, Opcode::I32Eq, Opcode::I32GeU, Opcode::I64Eq, Opcode::I64GeU); i >= 0)
    return binary([&](Value *left, Value *right) {
      return builder.CreateZExt(builder.CreateICmp(kIntegerPredicates[i], left, right), i32);
    });
  if (int i = distance(opcode, Opcode::F32Eq, Opcode::F32Ge, Opcode::F64Eq, Opcode::F64Ge); i >= 0)
    return binary([&](Value *left, Value *right) {
      return builder.CreateZExt(builder.CreateFCmp(kFloatPredicates[i], left, right), i32);
    });
  if (int i = distance(opcode, Opcode::I32Clz, Opcode::I32Popcnt, Opcode::I64Clz, Opcode::I64Popcnt);
      i >= 0) {
    Value *value = pop();
    if (i == Popcnt)
      return push(builder.CreateUnaryIntrinsic(Intrinsic::ctpop, value));
    return push(builder.CreateBinaryIntrinsic(i == Clz ? Intrinsic::ctlz : Intrinsic::cttz, value,
                                              builder.getFalse()));
  }
  if (int i = distance(opcode, Opcode::I32Clz, Opcode::I32Rotr, Opcode::I64Clz, Opcode::I64Rotr); i >= 0)
    return binary([&](Value *left, Value *right) { return integerArithmetic(i, left, right); });
  if (int i = distance(opcode, Opcode::F32Abs, Opcode::F32Sqrt, Opcode::F64Abs, Opcode::F64Sqrt); i >= 0)
    return push(floatUnary(i, pop()));
  if (int i = distance(opcode, Opcode::F32Abs, Opcode::F32Copysign, Opcode::F64Abs, Opcode::F64Copysign);
      i >= 0)
    return binary([&](Value *left, Value *right) { return floatBinary(i, left, right); });
  if (distance(opcode, Opcode::I64Add128, Opcode::I64MulWideU) >= 0)
    return lowerWideArithmetic(opcode);
  lowerConversion(opcode);
}

Value *FunctionLowering::integerArithmetic(unsigned operation, Value *left, Value *right) {
  // Shift counts are taken modulo the width (spec, "ishl"); LLVM's are poison beyond it.
  auto count = [&] { return builder.CreateAnd(right, right->getType()->getIntegerBitWidth() - 1); };
  switch (operation) {
  case Add:
    return builder.CreateAdd(left, right);
  case Sub:
    return builder.CreateSub(left, right);
  case Mul:
    return builder.CreateMul(left, right);
  case And:
    return builder.CreateAnd(left, right);
  case Or:
    return builder.CreateOr(left, right);
  case Xor:
    return builder.CreateXor(left, right);
  case Shl:
    return builder.CreateShl(left, count());
  case ShrS:
    return builder.CreateAShr(left, count());
  case ShrU:
    return builder.CreateLShr(left, count());
  case Rotl:
    return builder.CreateIntrinsic(left->getType(), Intrinsic::fshl, {left, left, right});
  case Rotr:
    return builder.CreateIntrinsic(left->getType(), Intrinsic::fshr, {left, left, right});
  default:
    return divide(operation, left, right);
  }
}

Value *FunctionLowering::divide(unsigned operation, Value *left, Value *right) {
  trapIf(builder.CreateIsNull(right), abi::TrapKind::IntegerDivideByZero);
  if (operation == DivU)
    return builder.CreateUDiv(left, right);
  if (operation == RemU)
    return builder.CreateURem(left, right);
  Value *isMinusOne = builder.CreateICmpEQ(right, Constant::getAllOnesValue(right->getType()));
  if (operation == RemS) {
    // The smallest number modulo -1 is 0, where the machine's division would overflow; everything modulo 1 is
    // 0.
    Value *divisor = builder.CreateSelect(isMinusOne, ConstantInt::get(right->getType(), 1), right);
    return builder.CreateSRem(left, divisor);
  }
  const unsigned width = left->getType()->getIntegerBitWidth();
  Value *isSmallest = builder.CreateICmpEQ(left, builder.getInt(APInt::getSignedMinValue(width)));
  trapIf(builder.CreateAnd(isSmallest, isMinusOne), abi::TrapKind::IntegerOverflow);
  return builder.CreateSDiv(left, right);
}

Value *FunctionLowering::floatUnary(unsigned operation, Value *value) {
  switch (operation) {
  case Abs:
    return builder.CreateUnaryIntrinsic(Intrinsic::fabs, value);
  case Neg:
    return builder.CreateFNeg(value);
  case Ceil:
    return builder.CreateUnaryIntrinsic(Intrinsic::ceil, value);
  case Floor:
    return builder.CreateUnaryIntrinsic(Intrinsic::floor, value);
  case Trunc:
    return builder.CreateUnaryIntrinsic(Intrinsic::trunc, value);
  case Nearest:
    return builder.CreateUnaryIntrinsic(Intrinsic::roundeven, value);
  default:
    return builder.CreateUnaryIntrinsic(Intrinsic::sqrt, value);
  }
}

Value *FunctionLowering::floatBinary(unsigned operation, Value *left, Value *right) {
  switch (operation) {
  case FAdd:
    return builder.CreateFAdd(left, right);
  case FSub:
    return builder.CreateFSub(left, right);
  case FMul:
    return builder.CreateFMul(left, right);
  case FDiv:
    return builder.CreateFDiv(left, right);
  case Min:
    return buildMinimum(builder, left, right);
  case Max:
    return buildMaximum(builder, left, right);
  default:
    return builder.CreateBinaryIntrinsic(Intrinsic::copysign, left, right);
  }
}

// Wide arithmetic: 128-bit numbers as pairs of i64, the low half first.
void FunctionLowering::lowerWideArithmetic(Opcode opcode) {
  Type *i128 = builder.getInt128Ty();
  auto pushHalves = [&](Value *wide) {
    push(builder.CreateTrunc(wide, builder.getInt64Ty()));
    push(builder.CreateTrunc(builder.CreateLShr(wide, 64), builder.getInt64Ty()));
  };
  if (opcode == Opcode::I64MulWideS || opcode == Opcode::I64MulWideU) {
    const bool isSigned = opcode == Opcode::I64MulWideS;
    auto extend = [&](Value *value) { return builder.CreateIntCast(value, i128, isSigned); };
    Value *right = pop();
    Value *left = pop();
    return pushHalves(builder.CreateMul(extend(left), extend(right)));
  }
  auto popWide = [&] {
    Value *high = builder.CreateShl(builder.CreateZExt(pop(), i128), 64);
    return builder.CreateOr(high, builder.CreateZExt(pop(), i128));
  };
  Value *right = popWide();
  Value *left = popWide();
  pushHalves(opcode == Opcode::I64Add128 ? builder.CreateAdd(left, right) : builder.CreateSub(left, right));
}

} // namespace wasixc
