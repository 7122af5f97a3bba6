// See image_blob.h.
#include "compiler/lower/image_blob.h"

#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace wasixc {

uint64_t ImageBlob::append(StringRef data, uint64_t alignment) {
  bytes.resize(alignTo(bytes.size(), alignment));
  const uint64_t offset = bytes.size();
  bytes.append(data.begin(), data.end());
  return offset;
}

abi::String ImageBlob::string(StringRef text) {
  auto [entry, isNew] = strings.try_emplace(text);
  if (isNew)
    entry->second = {static_cast<uint32_t>(append(text, 1)), static_cast<uint32_t>(text.size())};
  return entry->second;
}

void ImageBlob::addDifference(uint64_t offset, unsigned width, Constant *symbol, uint64_t base) {
  differences.push_back({offset, width, symbol, base});
}

// A packed structure of byte arrays and, between them, the differences as constant expressions.
GlobalVariable *ImageBlob::define(Module &module, StringRef name, StringRef section) {
  LLVMContext &context = module.getContext();
  llvm::sort(differences, [](const Difference &a, const Difference &b) { return a.offset < b.offset; });
  Type *i64 = Type::getInt64Ty(context);
  Type *i8 = Type::getInt8Ty(context);

  // The type has to exist before the values, because the values refer to the object itself.
  SmallVector<Type *> types;
  uint64_t position = 0;
  for (const Difference &difference : differences) {
    types.push_back(ArrayType::get(i8, difference.offset - position));
    types.push_back(Type::getIntNTy(context, difference.width * 8));
    position = difference.offset + difference.width;
  }
  types.push_back(ArrayType::get(i8, bytes.size() - position));
  StructType *type = StructType::get(context, types, true);
  auto *object = new GlobalVariable(module, type, true, GlobalValue::ExternalLinkage, nullptr, name);
  object->setVisibility(GlobalValue::HiddenVisibility);
  object->setDSOLocal(true);
  object->setAlignment(Align(abi::kPageSize));
  object->setSection(section);

  SmallVector<Constant *> values;
  position = 0;
  auto addBytes = [&](uint64_t end) {
    values.push_back(ConstantDataArray::getString(context, StringRef(bytes).slice(position, end), false));
  };
  for (const Difference &difference : differences) {
    addBytes(difference.offset);
    Constant *base =
        ConstantExpr::getInBoundsGetElementPtr(i8, object, ConstantInt::get(i64, difference.base));
    Constant *value = ConstantExpr::getSub(ConstantExpr::getPtrToInt(difference.symbol, i64),
                                           ConstantExpr::getPtrToInt(base, i64));
    values.push_back(difference.width == 8 ? value
                                           : ConstantExpr::getTrunc(value, Type::getInt32Ty(context)));
    position = difference.offset + difference.width;
  }
  addBytes(bytes.size());
  object->setInitializer(ConstantStruct::get(type, values));
  return object;
}

} // namespace wasixc
