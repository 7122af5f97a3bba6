// Atomic memory accesses, fences, wait and notify (threads proposal).
//
// Every access is sequentially consistent and must be naturally aligned: that is checked first, whatever the
// memory's bounds say. Narrow operations work on the memory's own width and zero-extend what they read. Wait
// and notify are the runtime's (abi/builtins.def).
#include "compiler/lower/function_lowering.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Opcode;

// Loads, stores and seven kinds of read-modify-write exist in the same seven widths, in this order.
constexpr unsigned kWidths = 7;
enum Group : unsigned { Load, Store, Add, Sub, And, Or, Xor, Exchange, CompareExchange, Groups };
static_assert(static_cast<unsigned>(Opcode::I64AtomicRmw32CmpxchgU) -
                  static_cast<unsigned>(Opcode::I32AtomicLoad) ==
              Groups * kWidths - 1);

Group groupOf(Opcode opcode) {
  return static_cast<Group>((static_cast<unsigned>(opcode) - static_cast<unsigned>(Opcode::I32AtomicLoad)) /
                            kWidths);
}

AtomicRMWInst::BinOp operationOf(Group group) {
  switch (group) {
  case Add:
    return AtomicRMWInst::Add;
  case Sub:
    return AtomicRMWInst::Sub;
  case And:
    return AtomicRMWInst::And;
  case Or:
    return AtomicRMWInst::Or;
  case Xor:
    return AtomicRMWInst::Xor;
  case Exchange:
    return AtomicRMWInst::Xchg;
  default:
    llvm_unreachable("not a read-modify-write operation");
  }
}

constexpr AtomicOrdering kOrdering = AtomicOrdering::SequentiallyConsistent;

} // namespace

void FunctionLowering::lowerAtomic(const wasm::Instruction &instruction) {
  switch (instruction.opcode) {
  case Opcode::AtomicFence:
    builder.CreateFence(kOrdering);
    return;
  case Opcode::MemoryAtomicWait32:
  case Opcode::MemoryAtomicWait64:
    return lowerWait(instruction);
  case Opcode::MemoryAtomicNotify:
    return lowerNotify(instruction);
  default:
    return lowerAtomicAccess(instruction);
  }
}

// The address an instruction names inside its memory; traps unless it is aligned. In a 64-bit memory the sum
// may not fit: then it becomes the largest number, which is out of any bounds.
Value *FunctionLowering::alignedIndex(const wasm::Instruction &instruction) {
  const wasm::MemoryArgument &argument = instruction.memory;
  const uint64_t size = uint64_t(1) << wasm::opcodeInfo(instruction.opcode).argument;
  Value *offset = builder.getInt64(argument.offset);
  Value *address = toAddress64(pop());
  Value *sum = builder.CreateAdd(address, offset);
  if (size > 1)
    trapIf(builder.CreateIsNotNull(builder.CreateAnd(sum, size - 1)), abi::TrapKind::UnalignedAtomic);
  if (!wasm.memories[argument.memory].type.limits.is64)
    return sum;
  return builder.CreateBinaryIntrinsic(Intrinsic::uadd_sat, address, offset);
}

void FunctionLowering::lowerAtomicAccess(const wasm::Instruction &instruction) {
  const wasm::OpcodeInfo &info = wasm::opcodeInfo(instruction.opcode);
  const Group group = groupOf(instruction.opcode);
  const uint64_t size = uint64_t(1) << info.argument;
  Type *memoryType = builder.getIntNTy(8 * size);
  const SmallVector<Value *, 8> operands = popMany(group == Load ? 0 : group == CompareExchange ? 2 : 1);
  Value *address = memoryAddress(instruction.memory.memory, alignedIndex(instruction), 0, size);
  if (group == CompareExchange)
    return push(compareExchange(address, memoryType, operands[0], operands[1]));

  ContextAccess &context = module.context();
  Value *operand = group == Load ? nullptr : builder.CreateTrunc(operands[0], memoryType);
  if (group == Store) {
    StoreInst *store = builder.CreateAlignedStore(operand, address, Align(size));
    return context.inRegion(store, Region::LinearMemory)->setAtomic(kOrdering);
  }
  Value *result;
  if (group == Load) {
    LoadInst *load = builder.CreateAlignedLoad(memoryType, address, Align(size));
    context.inRegion(load, Region::LinearMemory)->setAtomic(kOrdering);
    result = load;
  } else {
    result = context.inRegion(
        builder.CreateAtomicRMW(operationOf(group), address, operand, Align(size), kOrdering),
        Region::LinearMemory);
  }
  const bool isWide = StringRef(info.signature).ends_with("I");
  push(builder.CreateZExt(result, isWide ? builder.getInt64Ty() : builder.getInt32Ty()));
}

// Both operands are wrapped to the memory's width: an expected value that does not fit it can match (threads
// proposal, overview, "Compare Exchange").
Value *FunctionLowering::compareExchange(Value *address, Type *memoryType, Value *expected,
                                         Value *replacement) {
  Value *narrowExpected = builder.CreateTrunc(expected, memoryType);
  Value *narrowReplacement = builder.CreateTrunc(replacement, memoryType);
  AtomicCmpXchgInst *exchange = module.context().inRegion(
      builder.CreateAtomicCmpXchg(address, narrowExpected, narrowReplacement,
                                  Align(memoryType->getIntegerBitWidth() / 8), kOrdering, kOrdering),
      Region::LinearMemory);
  return builder.CreateZExt(builder.CreateExtractValue(exchange, 0), expected->getType());
}

void FunctionLowering::lowerWait(const wasm::Instruction &instruction) {
  Value *timeout = pop();
  Value *expected = pop();
  Value *index = alignedIndex(instruction);
  const bool isWide = instruction.opcode == Opcode::MemoryAtomicWait64;
  push(protect(callBuiltin(isWide ? abi::Builtin::memory_atomic_wait64 : abi::Builtin::memory_atomic_wait32,
                           {builder.getInt32(instruction.memory.memory), index, expected, timeout})));
}

void FunctionLowering::lowerNotify(const wasm::Instruction &instruction) {
  Value *count = pop();
  Value *index = alignedIndex(instruction);
  push(callBuiltin(abi::Builtin::memory_atomic_notify,
                   {builder.getInt32(instruction.memory.memory), index, count}));
}

} // namespace wasixc
