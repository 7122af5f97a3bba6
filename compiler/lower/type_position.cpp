// See type_position.h: a binary search among the identifiers.
#include "compiler/lower/type_position.h"

#include "compiler/lower/speculation.h"

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
  IRBuilder<> builder(BasicBlock::Create(context, "entry", function));
  Type *i32 = builder.getInt32Ty(), *i64 = builder.getInt64Ty();
  Value *wanted = function->getArg(0);
  const auto load = [&](Type *type, GlobalVariable *array, Value *index) {
    return builder.CreateLoad(type, builder.CreateInBoundsGEP(type, array, index));
  };

  // Whatever is looked for lies in [low, low + count). The result depends on the comparisons as data, and with
  // --spectre on no branch that the CPU could predict wrongly (docs/sandbox.md, "Speculation").
  Value *low = builder.getInt64(0);
  for (uint64_t count = idValues.size(); count > 1; count -= count / 2) {
    Value *half = builder.getInt64(count / 2);
    Value *isAbove = builder.CreateICmpULE(load(i64, ids, builder.CreateAdd(low, half)), wanted);
    low = builder.CreateAdd(low, builder.CreateAnd(builder.CreateSExt(isAbove, i64), half));
  }
  Value *isAbsent = builder.CreateSExt(builder.CreateICmpNE(load(i64, ids, low), wanted), i32);
  if (program.options.spectre) // else the last step may become a branch
    isAbsent = hidden(builder, isAbsent);
  builder.CreateRet(builder.CreateOr(load(i32, positions, low), isAbsent));
}

} // namespace wasixc
