// Loads, stores, memory.size, memory.grow and bulk operations (spec, "Memory Instructions").
//
// A 32-bit memory needs no check in the code: every sum of a 32-bit index and a 32-bit offset falls into its
// address range reservation, and what lies beyond the memory's size there is inaccessible. A 64-bit memory is
// checked.
#include "compiler/lower/function_lowering.h"

#include "abi/image.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Opcode;

// What an access reads or writes: `bits` of memory, extended to the type on the stack.
struct AccessRule {
  Opcode opcode;
  unsigned bits;
  bool isSigned;
};

constexpr AccessRule kNarrowAccesses[] = {
    {Opcode::I32Load8S, 8, true},    {Opcode::I32Load8U, 8, false},   {Opcode::I32Load16S, 16, true},
    {Opcode::I32Load16U, 16, false}, {Opcode::I64Load8S, 8, true},    {Opcode::I64Load8U, 8, false},
    {Opcode::I64Load16S, 16, true},  {Opcode::I64Load16U, 16, false}, {Opcode::I64Load32S, 32, true},
    {Opcode::I64Load32U, 32, false}, {Opcode::I32Store8, 8, false},   {Opcode::I32Store16, 16, false},
    {Opcode::I64Store8, 8, false},   {Opcode::I64Store16, 16, false}, {Opcode::I64Store32, 32, false},
};

// The type on the operand stack of a plain load.
wasm::ValueType loadedType(Opcode opcode) {
  switch (opcode) {
  case Opcode::F32Load:
    return wasm::kF32;
  case Opcode::F64Load:
    return wasm::kF64;
  case Opcode::I64Load:
  case Opcode::I64Load8S:
  case Opcode::I64Load8U:
  case Opcode::I64Load16S:
  case Opcode::I64Load16U:
  case Opcode::I64Load32S:
  case Opcode::I64Load32U:
    return wasm::kI64;
  default:
    return wasm::kI32;
  }
}

} // namespace

void FunctionLowering::lowerMemory(const wasm::Instruction &instruction) {
  const Opcode opcode = instruction.opcode;
  const auto *narrow =
      find_if(kNarrowAccesses, [&](const AccessRule &rule) { return rule.opcode == opcode; });
  const bool isNarrow = narrow != std::end(kNarrowAccesses);
  if (opcode >= Opcode::I32Load && opcode <= Opcode::I64Load32U) {
    Type *type = module.valueType(loadedType(opcode));
    if (!isNarrow)
      return push(loadMemory(instruction, type));
    return push(builder.CreateIntCast(loadMemory(instruction, builder.getIntNTy(narrow->bits)), type,
                                      narrow->isSigned));
  }
  if (opcode >= Opcode::I32Store && opcode <= Opcode::I64Store32) {
    Value *value = pop();
    return storeMemory(instruction,
                       isNarrow ? builder.CreateTrunc(value, builder.getIntNTy(narrow->bits)) : value);
  }
  if (opcode == Opcode::MemorySize) {
    Value *pages = builder.CreateUDiv(module.context().memoryByteSize(builder, instruction.index),
                                      builder.getInt64(abi::kWasmPageSize));
    return push(builder.CreateTrunc(pages, addressType(instruction.index)));
  }
  if (opcode == Opcode::MemoryGrow)
    return lowerMemoryGrow(instruction.index);
  lowerBulkMemory(instruction);
}

Type *FunctionLowering::addressType(uint32_t memory) {
  return module.valueType(wasm.memories[memory].type.limits.addressType());
}

Value *FunctionLowering::memoryAddress(uint32_t memory, Value *address, uint64_t offset,
                                       uint64_t accessSize) {
  Value *mask = nullptr;
  if (wasm.memories[memory].type.limits.is64) {
    address = opaque(address);
    mask = checkAddress64(memory, address, offset, accessSize);
  }
  Value *base = module.context().memoryBase(builder, memory);
  Value *result = builder.CreateInBoundsPtrAdd(base, toAddress64(address));
  return masked(offset == 0 ? result : builder.CreateInBoundsPtrAdd(result, builder.getInt64(offset)), mask);
}

// Traps unless [address + offset, address + offset + accessSize) lies in the memory. The mask of the access.
Value *FunctionLowering::checkAddress64(uint32_t memory, Value *address, uint64_t offset,
                                        uint64_t accessSize) {
  if (offset > UINT64_MAX - accessSize) {
    trapIf(builder.getTrue(), abi::TrapKind::MemoryOutOfBounds);
    return nullptr;
  }
  Value *size = module.context().memoryByteSize(builder, memory);
  Value *extent = builder.getInt64(offset + accessSize);
  Value *isTooLarge = builder.CreateICmpUGT(extent, size);
  Value *isBeyond = builder.CreateICmpUGT(address, builder.CreateSub(size, extent));
  Value *isOutside = builder.CreateOr(isTooLarge, isBeyond);
  Value *mask = maskUnless(isOutside);
  trapIf(isOutside, abi::TrapKind::MemoryOutOfBounds);
  return mask;
}

// The instruction's alignment is only a hint that nobody has to keep, so accesses promise none.
Value *FunctionLowering::loadMemory(const wasm::Instruction &instruction, Type *type) {
  Value *address = memoryAddress(instruction.memory.memory, pop(), instruction.memory.offset,
                                 type->getPrimitiveSizeInBits() / 8);
  return module.context().inRegion(builder.CreateAlignedLoad(type, address, Align(1)), Region::LinearMemory);
}

void FunctionLowering::storeMemory(const wasm::Instruction &instruction, Value *value) {
  Value *address = memoryAddress(instruction.memory.memory, pop(), instruction.memory.offset,
                                 value->getType()->getPrimitiveSizeInBits() / 8);
  module.context().inRegion(builder.CreateAlignedStore(value, address, Align(1)), Region::LinearMemory);
}

void FunctionLowering::lowerMemoryGrow(uint32_t memory) {
  Value *pages = toAddress64(pop());
  Value *previous = callBuiltin(abi::Builtin::memory_grow, {builder.getInt32(memory), pages});
  push(builder.CreateTrunc(previous, addressType(memory)));
}

void FunctionLowering::lowerBulkMemory(const wasm::Instruction &instruction) {
  const uint32_t memory = instruction.index;
  switch (instruction.opcode) {
  case Opcode::DataDrop:
    callBuiltin(abi::Builtin::data_drop, {builder.getInt32(instruction.index)});
    return;
  case Opcode::MemoryInit: {
    Value *size = pop();
    Value *source = pop();
    Value *destination = toAddress64(pop());
    callBuiltin(abi::Builtin::memory_init, {builder.getInt32(instruction.secondIndex),
                                            builder.getInt32(instruction.index), destination, source, size});
    return;
  }
  case Opcode::MemoryCopy: {
    Value *size = toAddress64(pop());
    Value *from = memoryRange(instruction.secondIndex, toAddress64(pop()), size);
    Value *to = memoryRange(memory, toAddress64(pop()), size);
    module.context().inRegion(builder.CreateMemMove(to, Align(1), from, Align(1), size),
                              Region::LinearMemory);
    return;
  }
  case Opcode::MemoryFill: {
    Value *size = toAddress64(pop());
    Value *byte = builder.CreateTrunc(pop(), builder.getInt8Ty());
    Value *to = memoryRange(memory, toAddress64(pop()), size);
    module.context().inRegion(builder.CreateMemSet(to, byte, size, Align(1)), Region::LinearMemory);
    return;
  }
  default:
    llvm_unreachable("not a memory instruction");
  }
}

// The address of [address, address + size), which must lie in the memory even when it is empty.
Value *FunctionLowering::memoryRange(uint32_t memory, Value *address, Value *size) {
  Value *bytes = module.context().memoryByteSize(builder, memory);
  address = opaque(address);
  Value *isTooLarge = builder.CreateICmpUGT(size, bytes);
  Value *isBeyond = builder.CreateICmpUGT(address, builder.CreateSub(bytes, size));
  Value *isOutside = builder.CreateOr(isTooLarge, isBeyond);
  Value *mask = maskUnless(isOutside);
  trapIf(isOutside, abi::TrapKind::MemoryOutOfBounds);
  return masked(builder.CreateInBoundsPtrAdd(module.context().memoryBase(builder, memory), address), mask);
}

} // namespace wasixc
