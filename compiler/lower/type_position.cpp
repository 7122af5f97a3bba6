// See type_position.h: a binary search among the identifiers.
#include "compiler/lower/type_position.h"

using namespace llvm;

namespace wasixc {
namespace {

GlobalVariable *constantArray(Module &module, Constant *values) {
  auto *array =
      new GlobalVariable(module, values->getType(), true, GlobalValue::InternalLinkage, values, "types");
  array->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return array;
}

struct Entry {
  uint64_t id;
  uint32_t position;
};

std::vector<Entry> sortedEntries(const ProgramInfo &program) {
  std::vector<Entry> entries;
  for (auto [position, type] : enumerate(program.typeHierarchy.order()))
    entries.push_back({program.typeIds[type], static_cast<uint32_t>(position)});
  llvm::sort(entries, [](const Entry &a, const Entry &b) { return a.id < b.id; });
  return entries;
}

} // namespace

Function *typePositionFunction(ModuleLowering &lowering) {
  constexpr StringLiteral kName = "wasixc.type.position";
  if (Function *existing = lowering.module().getFunction(kName))
    return existing;
  LLVMContext &context = lowering.llvm();
  FunctionType *type = FunctionType::get(Type::getInt32Ty(context), {Type::getInt64Ty(context)}, false);
  Function *function = Function::Create(type, GlobalValue::ExternalLinkage, kName, lowering.module());
  lowering.setAttributes(*function);
  function->setDoesNotAccessMemory();
  function->setDoesNotThrow();
  function->setWillReturn();
  return function;
}

void defineTypePosition(ModuleLowering &lowering) {
  const ProgramInfo &program = lowering.info();
  const TypeHierarchy &hierarchy = program.typeHierarchy;
  if (none_of(hierarchy.order(),
              [&](uint32_t type) { return hierarchy.subtypes(type).count > kMostComparedTypes; }))
    return;
  SmallVector<uint64_t> idValues;
  SmallVector<uint32_t> positionValues;
  for (const Entry &entry : sortedEntries(program)) {
    idValues.push_back(entry.id);
    positionValues.push_back(entry.position);
  }
  LLVMContext &context = lowering.llvm();
  GlobalVariable *ids = constantArray(lowering.module(), ConstantDataArray::get(context, idValues));
  GlobalVariable *positions =
      constantArray(lowering.module(), ConstantDataArray::get(context, positionValues));

  Function *function = typePositionFunction(lowering);
  auto block = [&](const Twine &name) { return BasicBlock::Create(context, name, function); };
  BasicBlock *entry = block("entry"), *loop = block("loop"), *found = block("found"), *next = block("next"),
             *absent = block("absent");
  IRBuilder<> builder(entry);
  Type *i64 = builder.getInt64Ty();
  builder.CreateBr(loop);

  // Whatever is looked for lies in [low, high).
  builder.SetInsertPoint(loop);
  PHINode *low = builder.CreatePHI(i64, 2), *high = builder.CreatePHI(i64, 2);
  low->addIncoming(builder.getInt64(0), entry);
  high->addIncoming(builder.getInt64(idValues.size()), entry);
  Value *middle = builder.CreateLShr(builder.CreateAdd(low, high), 1);
  Value *id = builder.CreateLoad(i64, builder.CreateInBoundsGEP(i64, ids, middle));
  builder.CreateCondBr(builder.CreateICmpEQ(id, function->getArg(0)), found, next);

  builder.SetInsertPoint(next);
  Value *isBelow = builder.CreateICmpULT(id, function->getArg(0));
  Value *newLow = builder.CreateSelect(isBelow, builder.CreateAdd(middle, builder.getInt64(1)), low);
  Value *newHigh = builder.CreateSelect(isBelow, high, middle);
  low->addIncoming(newLow, next);
  high->addIncoming(newHigh, next);
  builder.CreateCondBr(builder.CreateICmpULT(newLow, newHigh), loop, absent);

  builder.SetInsertPoint(found);
  Type *i32 = builder.getInt32Ty();
  builder.CreateRet(builder.CreateLoad(i32, builder.CreateInBoundsGEP(i32, positions, middle)));
  builder.SetInsertPoint(absent);
  builder.CreateRet(builder.getInt32(~0u));
}

} // namespace wasixc
