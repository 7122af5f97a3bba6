// The only place that knows how generated code reaches the context (abi/context.h).
//
// While a module is optimized, the context is an ordinary external object in the GS address space, which LLVM
// can reason about; makeContextAbsolute then turns references to it into gs:[constant]. Accesses carry TBAA
// tags that keep stores to linear memory from forcing a reload of what lies in the context (and the other way
// round), so a memory base stays in a register inside a loop; a call that may write memory ends that, so it
// never survives a fork.
#pragma once

#include "abi/context.h"
#include "compiler/wasm/module.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

namespace wasixc {

// Where the variable parts of a module's context lie, in bytes.
struct ContextLayout {
  uint32_t memories;
  uint32_t tables;
  uint32_t globals;
  uint32_t scratch;
  uint32_t scratchSlots;
  uint64_t size;

  uint32_t memory(uint32_t index) const { return memories + index * abi::kMemorySlotSize; }
  uint32_t table(uint32_t index) const { return tables + index * abi::kTableSlotSize; }
  uint32_t global(uint32_t index) const { return globals + index * abi::kGlobalSlotSize; }
  uint32_t scratchSlot(uint32_t index) const { return scratch + index * abi::kScratchSlotSize; }
};

ContextLayout layoutContext(const wasm::Module &module);

// Regions of memory that never overlap; one TBAA tag each.
enum class Region : uint8_t { Context, TableElements, LinearMemory };

class ContextAccess {
public:
  ContextAccess(llvm::Module &module, const wasm::Module &wasmModule, const ContextLayout &layout);

  // Loads a field of the fixed part, by its offsetof.
  llvm::Value *loadField(llvm::IRBuilderBase &builder, llvm::Type *type, uint64_t offset,
                         const llvm::Twine &name);
  llvm::Value *memoryBase(llvm::IRBuilderBase &builder, uint32_t memory);
  llvm::Value *memoryByteSize(llvm::IRBuilderBase &builder, uint32_t memory);
  llvm::Value *tableElements(llvm::IRBuilderBase &builder, uint32_t table);
  llvm::Value *tableSize(llvm::IRBuilderBase &builder, uint32_t table);
  // The address of a global's value: in the context, or behind the pointer there when it is imported and
  // mutable.
  llvm::Value *globalAddress(llvm::IRBuilderBase &builder, uint32_t global);
  llvm::Value *scratchAddress(llvm::IRBuilderBase &builder, uint32_t slot);
  // Where an argument that fits no register lies (calling_convention.h).
  llvm::Value *argumentAddress(llvm::IRBuilderBase &builder, uint32_t offset);
  // The descriptor of an imported function.
  llvm::Value *importDescriptor(llvm::IRBuilderBase &builder, uint32_t import);
  // What ref.func of a defined function yields, by the function's descriptor ordinal.
  llvm::Value *reference(llvm::IRBuilderBase &builder, uint32_t ordinal);

  // Marks a load or store as one of `region`.
  template <typename Instruction>
  Instruction *inRegion(Instruction *instruction, Region region) {
    instruction->setMetadata(llvm::LLVMContext::MD_tbaa, tags[static_cast<unsigned>(region)]);
    return instruction;
  }

private:
  llvm::Value *address(llvm::IRBuilderBase &builder, uint64_t offset);
  llvm::Value *load(llvm::IRBuilderBase &builder, llvm::Type *type, llvm::Value *address,
                    const llvm::Twine &name);
  llvm::Value *tableState(llvm::IRBuilderBase &builder, uint32_t table);
  llvm::Value *loadElement(llvm::IRBuilderBase &builder, uint64_t arrayField, uint32_t index,
                           const llvm::Twine &name);

  const wasm::Module &wasmModule;
  const ContextLayout &layout;
  llvm::GlobalVariable *context;
  llvm::MDNode *tags[3];
};

// Replaces the context object of `module` by the start of the GS segment. After optimization, before code
// generation.
void makeContextAbsolute(llvm::Module &module);

} // namespace wasixc
