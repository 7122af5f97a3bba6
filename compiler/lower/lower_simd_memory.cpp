// Vector loads and stores (spec, "Vector Memory Instructions"): whole vectors, half vectors that are
// extended, single lanes, one number for all lanes, one number with zeros above it.
#include "compiler/lower/function_lowering.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Opcode;

enum class Access : uint8_t { Whole, ExtendSigned, ExtendUnsigned, Splat, Zero, LoadLane, StoreLane };

struct VectorAccess {
  Opcode opcode;
  Access access;
  unsigned bits; // of one lane in memory
};

constexpr VectorAccess kAccesses[] = {
    {Opcode::V128Load, Access::Whole, 64},
    {Opcode::V128Load8x8S, Access::ExtendSigned, 8},
    {Opcode::V128Load8x8U, Access::ExtendUnsigned, 8},
    {Opcode::V128Load16x4S, Access::ExtendSigned, 16},
    {Opcode::V128Load16x4U, Access::ExtendUnsigned, 16},
    {Opcode::V128Load32x2S, Access::ExtendSigned, 32},
    {Opcode::V128Load32x2U, Access::ExtendUnsigned, 32},
    {Opcode::V128Load8Splat, Access::Splat, 8},
    {Opcode::V128Load16Splat, Access::Splat, 16},
    {Opcode::V128Load32Splat, Access::Splat, 32},
    {Opcode::V128Load64Splat, Access::Splat, 64},
    {Opcode::V128Load32Zero, Access::Zero, 32},
    {Opcode::V128Load64Zero, Access::Zero, 64},
    {Opcode::V128Load8Lane, Access::LoadLane, 8},
    {Opcode::V128Load16Lane, Access::LoadLane, 16},
    {Opcode::V128Load32Lane, Access::LoadLane, 32},
    {Opcode::V128Load64Lane, Access::LoadLane, 64},
    {Opcode::V128Store8Lane, Access::StoreLane, 8},
    {Opcode::V128Store16Lane, Access::StoreLane, 16},
    {Opcode::V128Store32Lane, Access::StoreLane, 32},
    {Opcode::V128Store64Lane, Access::StoreLane, 64},
};

const VectorAccess &accessOf(Opcode opcode) {
  const auto *access = find_if(kAccesses, [&](const VectorAccess &row) { return row.opcode == opcode; });
  assert(access != std::end(kAccesses) && "validated vector instruction without a lowering");
  return *access;
}

} // namespace

void FunctionLowering::lowerVectorMemory(const wasm::Instruction &instruction) {
  if (instruction.opcode == Opcode::V128Store)
    return storeMemory(instruction, pop());
  const VectorAccess &row = accessOf(instruction.opcode);
  Type *v128 = module.valueType(wasm::kV128);
  Type *lane = builder.getIntNTy(row.bits);
  auto *shape = FixedVectorType::get(lane, 128 / row.bits);
  auto pushVector = [&](Value *value) { push(builder.CreateBitCast(value, v128)); };
  switch (row.access) {
  case Access::Whole:
    return push(loadMemory(instruction, v128));
  case Access::ExtendSigned:
  case Access::ExtendUnsigned: {
    Value *half = loadMemory(instruction, FixedVectorType::get(lane, 64 / row.bits));
    auto *wide = FixedVectorType::get(builder.getIntNTy(2 * row.bits), 64 / row.bits);
    return pushVector(builder.CreateIntCast(half, wide, row.access == Access::ExtendSigned));
  }
  case Access::Splat:
    return pushVector(builder.CreateVectorSplat(128 / row.bits, loadMemory(instruction, lane)));
  case Access::Zero:
    return pushVector(builder.CreateInsertElement(Constant::getNullValue(shape),
                                                  loadMemory(instruction, lane), uint64_t(0)));
  case Access::LoadLane: {
    Value *vector = builder.CreateBitCast(pop(), shape);
    return pushVector(
        builder.CreateInsertElement(vector, loadMemory(instruction, lane), uint64_t(instruction.lane)));
  }
  case Access::StoreLane: {
    Value *vector = builder.CreateBitCast(pop(), shape);
    return storeMemory(instruction, builder.CreateExtractElement(vector, uint64_t(instruction.lane)));
  }
  }
}

} // namespace wasixc
