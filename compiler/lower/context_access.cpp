// See context_access.h.
#include "compiler/lower/context_access.h"

#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace wasixc {
namespace {

// The GS segment's address space in LLVM's x86 back end.
constexpr unsigned kGsAddressSpace = 256;
constexpr StringRef kContextName = "wasixc.context";

uint32_t countScratchSlots(const wasm::Module &module) {
  size_t slots = 0;
  for (const wasm::SubType &type : module.types.all())
    slots = std::max({slots, type.function.params.size(), type.function.results.size()});
  return static_cast<uint32_t>(slots);
}

} // namespace

ContextLayout layoutContext(const wasm::Module &module) {
  ContextLayout layout;
  layout.memories = sizeof(abi::Context);
  layout.tables = layout.memory(module.memories.size());
  layout.globals = layout.table(module.tables.size());
  layout.scratch = layout.global(module.globals.size());
  layout.scratchSlots = countScratchSlots(module);
  layout.size = layout.scratchSlot(layout.scratchSlots);
  return layout;
}

ContextAccess::ContextAccess(Module &module, const wasm::Module &wasmModule, const ContextLayout &layout)
    : wasmModule(wasmModule), layout(layout) {
  LLVMContext &llvmContext = module.getContext();
  Type *type = ArrayType::get(Type::getInt8Ty(llvmContext), layout.size);
  context = new GlobalVariable(module, type, false, GlobalValue::ExternalLinkage, nullptr, kContextName,
                               nullptr, GlobalValue::NotThreadLocal, kGsAddressSpace, true);
  context->setAlignment(Align(16));
  MDBuilder metadata(llvmContext);
  MDNode *root = metadata.createTBAARoot("wasixc");
  constexpr StringRef kNames[] = {"context", "table elements", "linear memory"};
  for (unsigned i = 0; i < 3; ++i) {
    MDNode *type = metadata.createTBAAScalarTypeNode(kNames[i], root);
    tags[i] = metadata.createTBAAStructTagNode(type, type, 0);
  }
}

Value *ContextAccess::address(IRBuilderBase &builder, uint64_t offset) {
  return builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), context, offset);
}

Value *ContextAccess::load(IRBuilderBase &builder, Type *type, Value *address, const Twine &name) {
  const Align align(8);
  return inRegion(builder.CreateAlignedLoad(type, address, align, name), Region::Context);
}

Value *ContextAccess::loadField(IRBuilderBase &builder, Type *type, uint64_t offset, const Twine &name) {
  return load(builder, type, address(builder, offset), name);
}

Value *ContextAccess::memoryBase(IRBuilderBase &builder, uint32_t memory) {
  const uint64_t view = memory == 0 ? offsetof(abi::Context, memory0) : layout.memory(memory);
  return loadField(builder, builder.getPtrTy(), view + offsetof(abi::MemoryView, base), "memory");
}

Value *ContextAccess::memoryByteSize(IRBuilderBase &builder, uint32_t memory) {
  const uint64_t view = memory == 0 ? offsetof(abi::Context, memory0) : layout.memory(memory);
  Value *state =
      loadField(builder, builder.getPtrTy(), view + offsetof(abi::MemoryView, state), "memory.state");
  return load(builder, builder.getInt64Ty(), state, "memory.bytes");
}

// Only tables that this module defines lie in its context.
Value *ContextAccess::tableState(IRBuilderBase &builder, uint32_t table) {
  Value *slot = address(builder, layout.table(table));
  if (!wasmModule.tables[table].isImported)
    return slot;
  return load(builder, builder.getPtrTy(), slot, "table.state");
}

Value *ContextAccess::tableElements(IRBuilderBase &builder, uint32_t table) {
  return load(builder, builder.getPtrTy(), tableState(builder, table), "table");
}

Value *ContextAccess::tableSize(IRBuilderBase &builder, uint32_t table) {
  const wasm::Limits &limits = wasmModule.tables[table].type.limits;
  if (!wasmModule.tables[table].isImported && limits.hasMaximum && limits.maximum == limits.minimum)
    return builder.getInt64(limits.minimum);
  Value *size = builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), tableState(builder, table),
                                                   offsetof(abi::TableState, size));
  return load(builder, builder.getInt64Ty(), size, "table.size");
}

Value *ContextAccess::globalAddress(IRBuilderBase &builder, uint32_t global) {
  Value *slot = address(builder, layout.global(global));
  if (!wasmModule.globals[global].isImported || !wasmModule.globals[global].type.isMutable)
    return slot;
  return load(builder, builder.getPtrTy(), slot, "global");
}

Value *ContextAccess::scratchAddress(IRBuilderBase &builder, uint32_t slot) {
  return address(builder, layout.scratchSlot(slot));
}

Value *ContextAccess::argumentAddress(IRBuilderBase &builder, uint32_t offset) {
  return address(builder, layout.scratch + offset);
}

Value *ContextAccess::loadElement(IRBuilderBase &builder, uint64_t arrayField, uint32_t index,
                                  const Twine &name) {
  Value *array = loadField(builder, builder.getPtrTy(), arrayField, name + "s");
  Value *slot = builder.CreateConstInBoundsGEP1_64(builder.getPtrTy(), array, index);
  return load(builder, builder.getPtrTy(), slot, name);
}

Value *ContextAccess::importDescriptor(IRBuilderBase &builder, uint32_t import) {
  return loadElement(builder, offsetof(abi::Context, imports), import, "import");
}

Value *ContextAccess::reference(IRBuilderBase &builder, uint32_t ordinal) {
  return loadElement(builder, offsetof(abi::Context, references), ordinal, "reference");
}

void makeContextAbsolute(Module &module) {
  GlobalVariable *context = module.getNamedGlobal(kContextName);
  if (!context)
    return;
  context->replaceAllUsesWith(
      ConstantPointerNull::get(PointerType::get(module.getContext(), kGsAddressSpace)));
  context->eraseFromParent();
}

} // namespace wasixc
