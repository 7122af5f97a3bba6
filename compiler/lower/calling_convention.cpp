// See calling_convention.h.
#include "compiler/lower/calling_convention.h"

#include "compiler/lower/module_lowering.h"

using namespace llvm;

namespace wasixc {
namespace {

// The type of an argument register: a vector register holds a float in its lowest lane.
Type *registerType(ArgumentPlace::Kind kind, LLVMContext &context) {
  if (kind == ArgumentPlace::Integer)
    return Type::getInt64Ty(context);
  return FixedVectorType::get(Type::getFloatTy(context), 4);
}

Value *toRegister(IRBuilderBase &builder, ArgumentPlace::Kind kind, Value *value) {
  Type *type = value->getType();
  Type *target = registerType(kind, builder.getContext());
  if (kind == ArgumentPlace::Integer)
    return type->isPointerTy() ? builder.CreatePtrToInt(value, target) : builder.CreateZExt(value, target);
  if (type->isVectorTy())
    return builder.CreateBitCast(value, target);
  auto *lanes = FixedVectorType::get(type, 128 / type->getScalarSizeInBits());
  Value *vector = builder.CreateInsertElement(PoisonValue::get(lanes), value, uint64_t(0));
  return builder.CreateBitCast(vector, target);
}

Value *fromRegister(IRBuilderBase &builder, Value *value, Type *type) {
  if (type->isPointerTy())
    return builder.CreateIntToPtr(value, type);
  if (type->isIntegerTy())
    return builder.CreateTrunc(value, type);
  if (type->isVectorTy())
    return builder.CreateBitCast(value, type);
  auto *lanes = FixedVectorType::get(type, 128 / type->getScalarSizeInBits());
  return builder.CreateExtractElement(builder.CreateBitCast(value, lanes), uint64_t(0));
}

// Parameter number of a register in the uniform type.
unsigned uniformParameter(const ArgumentPlace &place) {
  return place.kind == ArgumentPlace::Integer ? 1 + place.index : 1 + kIntegerRegisters + place.index;
}

} // namespace

SmallVector<ArgumentPlace, 8> placeArguments(const wasm::FunctionType &type) {
  SmallVector<ArgumentPlace, 8> places;
  uint32_t integers = 0, vectors = 0, scratch = 0;
  for (wasm::ValueType parameter : type.params) {
    const wasm::ValueKind kind = parameter.kind();
    const bool isVector =
        kind == wasm::ValueKind::F32 || kind == wasm::ValueKind::F64 || kind == wasm::ValueKind::V128;
    if (isVector && vectors < kVectorRegisters) {
      places.push_back({ArgumentPlace::Vector, vectors++});
    } else if (!isVector && integers < kIntegerRegisters) {
      places.push_back({ArgumentPlace::Integer, integers++});
    } else {
      const uint32_t size = kind == wasm::ValueKind::V128 ? 16 : 8;
      scratch = alignTo(scratch, size);
      places.push_back({ArgumentPlace::Scratch, scratch});
      scratch += size;
    }
  }
  return places;
}

FunctionType *ModuleLowering::functionType(const wasm::FunctionType &type, CallForm form) {
  SmallVector<Type *, 16> parameters;
  if (form != CallForm::Direct)
    parameters.push_back(PointerType::get(llvm(), 0));
  if (form == CallForm::Uniform) {
    parameters.append(kIntegerRegisters, registerType(ArgumentPlace::Integer, llvm()));
    parameters.append(kVectorRegisters, registerType(ArgumentPlace::Vector, llvm()));
  } else {
    for (auto [parameter, place] : zip_equal(type.params, placeArguments(type)))
      if (place.kind != ArgumentPlace::Scratch)
        parameters.push_back(valueType(parameter));
  }
  return FunctionType::get(resultType(type), parameters, false);
}

Type *ModuleLowering::resultType(const wasm::FunctionType &type) {
  if (type.results.empty() || returnsThroughScratch(type))
    return Type::getVoidTy(llvm());
  if (type.results.size() == 1)
    return valueType(type.results[0]);
  return StructType::get(llvm(), {valueType(type.results[0]), valueType(type.results[1])});
}

SmallVector<Value *, 16> ModuleLowering::passArguments(IRBuilderBase &builder, const wasm::FunctionType &type,
                                                       CallForm form, Value *descriptor,
                                                       ArrayRef<Value *> arguments) {
  SmallVector<Value *, 16> passed;
  if (form == CallForm::Uniform)
    for (Type *parameter : functionType(type, form)->params())
      passed.push_back(PoisonValue::get(parameter));
  if (form == CallForm::Descriptor)
    passed.push_back(descriptor);
  else if (form == CallForm::Uniform && descriptor)
    passed[0] = descriptor;
  for (auto [argument, place] : zip_equal(arguments, placeArguments(type))) {
    if (place.kind == ArgumentPlace::Scratch)
      contextAccess.inRegion(
          builder.CreateAlignedStore(argument, contextAccess.argumentAddress(builder, place.index), Align(8)),
          Region::Context);
    else if (form == CallForm::Uniform)
      passed[uniformParameter(place)] = toRegister(builder, place.kind, argument);
    else
      passed.push_back(argument);
  }
  return passed;
}

SmallVector<Value *, 16> ModuleLowering::receiveArguments(IRBuilderBase &builder, Function &function,
                                                          const wasm::FunctionType &type, CallForm form) {
  SmallVector<Value *, 16> received;
  Function::arg_iterator next = function.arg_begin();
  for (auto [parameter, place] : zip_equal(type.params, placeArguments(type))) {
    Type *argumentType = valueType(parameter);
    if (place.kind == ArgumentPlace::Scratch)
      received.push_back(contextAccess.inRegion(
          builder.CreateAlignedLoad(argumentType, contextAccess.argumentAddress(builder, place.index),
                                    Align(8)),
          Region::Context));
    else if (form == CallForm::Uniform)
      received.push_back(fromRegister(builder, function.getArg(uniformParameter(place)), argumentType));
    else
      received.push_back(&*next++);
  }
  return received;
}

} // namespace wasixc
