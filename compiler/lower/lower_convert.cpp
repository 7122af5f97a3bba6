// Conversions between numbers (spec, "Numerics"): wraps, extensions, truncations that trap or saturate, bit
// casts.
#include "compiler/lower/function_lowering.h"

#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Opcode;

enum class Conversion : uint8_t {
  TruncateSigned,
  TruncateUnsigned,
  SaturateSigned,
  SaturateUnsigned,
  ConvertSigned,
  ConvertUnsigned,
  Float,         // promote, demote
  Integer,       // wrap, zero-extend
  IntegerSigned, // sign-extend
  Reinterpret,
  Extend8,
  Extend16,
  Extend32,
};

struct ConversionRule {
  Opcode opcode;
  Conversion conversion;
  wasm::ValueKind result;
};

using wasm::ValueKind;

constexpr ConversionRule kRules[] = {
    {Opcode::I32WrapI64, Conversion::Integer, ValueKind::I32},
    {Opcode::I32TruncF32S, Conversion::TruncateSigned, ValueKind::I32},
    {Opcode::I32TruncF32U, Conversion::TruncateUnsigned, ValueKind::I32},
    {Opcode::I32TruncF64S, Conversion::TruncateSigned, ValueKind::I32},
    {Opcode::I32TruncF64U, Conversion::TruncateUnsigned, ValueKind::I32},
    {Opcode::I64ExtendI32S, Conversion::IntegerSigned, ValueKind::I64},
    {Opcode::I64ExtendI32U, Conversion::Integer, ValueKind::I64},
    {Opcode::I64TruncF32S, Conversion::TruncateSigned, ValueKind::I64},
    {Opcode::I64TruncF32U, Conversion::TruncateUnsigned, ValueKind::I64},
    {Opcode::I64TruncF64S, Conversion::TruncateSigned, ValueKind::I64},
    {Opcode::I64TruncF64U, Conversion::TruncateUnsigned, ValueKind::I64},
    {Opcode::F32ConvertI32S, Conversion::ConvertSigned, ValueKind::F32},
    {Opcode::F32ConvertI32U, Conversion::ConvertUnsigned, ValueKind::F32},
    {Opcode::F32ConvertI64S, Conversion::ConvertSigned, ValueKind::F32},
    {Opcode::F32ConvertI64U, Conversion::ConvertUnsigned, ValueKind::F32},
    {Opcode::F32DemoteF64, Conversion::Float, ValueKind::F32},
    {Opcode::F64ConvertI32S, Conversion::ConvertSigned, ValueKind::F64},
    {Opcode::F64ConvertI32U, Conversion::ConvertUnsigned, ValueKind::F64},
    {Opcode::F64ConvertI64S, Conversion::ConvertSigned, ValueKind::F64},
    {Opcode::F64ConvertI64U, Conversion::ConvertUnsigned, ValueKind::F64},
    {Opcode::F64PromoteF32, Conversion::Float, ValueKind::F64},
    {Opcode::I32ReinterpretF32, Conversion::Reinterpret, ValueKind::I32},
    {Opcode::I64ReinterpretF64, Conversion::Reinterpret, ValueKind::I64},
    {Opcode::F32ReinterpretI32, Conversion::Reinterpret, ValueKind::F32},
    {Opcode::F64ReinterpretI64, Conversion::Reinterpret, ValueKind::F64},
    {Opcode::I32Extend8S, Conversion::Extend8, ValueKind::I32},
    {Opcode::I32Extend16S, Conversion::Extend16, ValueKind::I32},
    {Opcode::I64Extend8S, Conversion::Extend8, ValueKind::I64},
    {Opcode::I64Extend16S, Conversion::Extend16, ValueKind::I64},
    {Opcode::I64Extend32S, Conversion::Extend32, ValueKind::I64},
    {Opcode::I32TruncSatF32S, Conversion::SaturateSigned, ValueKind::I32},
    {Opcode::I32TruncSatF32U, Conversion::SaturateUnsigned, ValueKind::I32},
    {Opcode::I32TruncSatF64S, Conversion::SaturateSigned, ValueKind::I32},
    {Opcode::I32TruncSatF64U, Conversion::SaturateUnsigned, ValueKind::I32},
    {Opcode::I64TruncSatF32S, Conversion::SaturateSigned, ValueKind::I64},
    {Opcode::I64TruncSatF32U, Conversion::SaturateUnsigned, ValueKind::I64},
    {Opcode::I64TruncSatF64S, Conversion::SaturateSigned, ValueKind::I64},
    {Opcode::I64TruncSatF64U, Conversion::SaturateUnsigned, ValueKind::I64},
};

const ConversionRule &ruleOf(Opcode opcode) {
  const auto *rule = find_if(kRules, [&](const ConversionRule &rule) { return rule.opcode == opcode; });
  assert(rule != std::end(kRules) && "validated numeric instruction without a lowering");
  return *rule;
}

} // namespace

void FunctionLowering::lowerConversion(Opcode opcode) {
  const ConversionRule &rule = ruleOf(opcode);
  Type *type = module.valueType(wasm::ValueType(rule.result));
  Value *value = pop();
  auto extendFrom = [&](Type *narrow) {
    return builder.CreateSExt(builder.CreateTrunc(value, narrow), type);
  };
  switch (rule.conversion) {
  case Conversion::TruncateSigned:
    return push(truncateChecked(value, type, true));
  case Conversion::TruncateUnsigned:
    return push(truncateChecked(value, type, false));
  case Conversion::SaturateSigned:
    return push(builder.CreateIntrinsic(Intrinsic::fptosi_sat, {type, value->getType()}, {value}));
  case Conversion::SaturateUnsigned:
    return push(builder.CreateIntrinsic(Intrinsic::fptoui_sat, {type, value->getType()}, {value}));
  case Conversion::ConvertSigned:
    return push(builder.CreateSIToFP(value, type));
  case Conversion::ConvertUnsigned:
    return push(builder.CreateUIToFP(value, type));
  case Conversion::Float:
    return push(builder.CreateFPCast(value, type));
  case Conversion::Integer:
    return push(builder.CreateZExtOrTrunc(value, type));
  case Conversion::IntegerSigned:
    return push(builder.CreateSExt(value, type));
  case Conversion::Reinterpret:
    return push(builder.CreateBitCast(value, type));
  case Conversion::Extend8:
    return push(extendFrom(builder.getInt8Ty()));
  case Conversion::Extend16:
    return push(extendFrom(builder.getInt16Ty()));
  case Conversion::Extend32:
    return push(extendFrom(builder.getInt32Ty()));
  }
}

// Truncation is defined for numbers whose integer part fits: low < x < high, with bounds that are exact in
// the operand's type (spec, "trunc_u", "trunc_s"). Where `low` itself is not representable, its representable
// neighbor toward zero is the smallest valid number, and the comparison includes it.
Value *FunctionLowering::truncateChecked(Value *value, Type *type, bool isSigned) {
  const unsigned width = type->getIntegerBitWidth();
  const fltSemantics &semantics = value->getType()->getFltSemantics();
  APFloat high(semantics), low(semantics);
  high.convertFromAPInt(APInt::getOneBitSet(width + 1, isSigned ? width - 1 : width), false,
                        APFloat::rmTowardZero);
  bool includeLow = false;
  if (isSigned) {
    const APInt below = APInt::getSignedMinValue(width).sext(width + 2) - 1;
    includeLow = low.convertFromAPInt(below, true, APFloat::rmTowardZero) != APFloat::opOK;
  } else {
    low.convertFromAPInt(APInt::getAllOnes(2), true, APFloat::rmTowardZero);
  }
  Value *lowest = ConstantFP::get(value->getType(), low);
  Value *aboveLow = includeLow ? builder.CreateFCmpOGE(value, lowest) : builder.CreateFCmpOGT(value, lowest);
  Value *belowHigh = builder.CreateFCmpOLT(value, ConstantFP::get(value->getType(), high));

  BasicBlock *bad = createBlock("truncate.bad");
  BasicBlock *good = createBlock("truncate");
  builder.CreateCondBr(unlikely(builder.CreateNot(builder.CreateAnd(aboveLow, belowHigh))), bad, good);
  builder.SetInsertPoint(bad);
  trapIf(builder.CreateFCmpUNO(value, value), abi::TrapKind::InvalidConversion);
  trap(abi::TrapKind::IntegerOverflow);
  builder.SetInsertPoint(good);
  return isSigned ? builder.CreateFPToSI(value, type) : builder.CreateFPToUI(value, type);
}

} // namespace wasixc
