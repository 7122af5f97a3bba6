// Vector instructions (spec, "Vector Instructions"): finds an instruction's row (vector_operation.h), hands
// it the operands that its signature names, and pushes the result as a <2 x i64>.
#include "compiler/lower/function_lowering.h"
#include "compiler/lower/vector_operation.h"

#include <array>

using namespace llvm;

namespace wasixc {
namespace {

constexpr size_t kOpcodes = 0
#define WASM_OPCODE(name, prefix, code, mnemonic, family, immediate, argument, signature, feature) +1
#include "compiler/wasm/opcodes.def"
    ;

using Rows = std::array<const VectorOperation *, kOpcodes>;

Rows collectRows() {
  Rows rows{};
  for (ArrayRef<VectorOperation> table :
       {vectorLaneOperations(), vectorComparisons(), vectorIntegerOperations(), vectorFloatOperations(),
        vectorConversions(), vectorRelaxedOperations()})
    for (const VectorOperation &row : table)
      rows[static_cast<size_t>(row.opcode)] = &row;
  return rows;
}

const VectorOperation *rowOf(wasm::Opcode opcode) {
  static const Rows rows = collectRows();
  return rows[static_cast<size_t>(opcode)];
}

} // namespace

void FunctionLowering::lowerSimd(const wasm::Instruction &instruction) {
  const VectorOperation *row = rowOf(instruction.opcode);
  if (!row)
    return lowerVectorMemory(instruction);
  const auto [parameters, results] = StringRef(wasm::opcodeInfo(instruction.opcode).signature).split(':');
  const SmallVector<Value *, 8> operands = popMany(parameters.size());
  VectorBuilder vector(builder, *row, instruction, operands, module.info().options);
  Value *result = row->build(vector);
  push(results == "v" ? builder.CreateBitCast(result, module.valueType(wasm::kV128)) : result);
}

FixedVectorType *VectorBuilder::type(Shape shape) const {
  switch (shape) {
  case Shape::I8x16:
    return FixedVectorType::get(ir.getInt8Ty(), 16);
  case Shape::I16x8:
    return FixedVectorType::get(ir.getInt16Ty(), 8);
  case Shape::I32x4:
    return FixedVectorType::get(ir.getInt32Ty(), 4);
  case Shape::I64x2:
    return FixedVectorType::get(ir.getInt64Ty(), 2);
  case Shape::F32x4:
    return FixedVectorType::get(ir.getFloatTy(), 4);
  case Shape::F64x2:
    return FixedVectorType::get(ir.getDoubleTy(), 2);
  }
  llvm_unreachable("not a shape");
}

FixedVectorType *VectorBuilder::integerType() const {
  return cast<FixedVectorType>(VectorType::getInteger(type()));
}

Value *VectorBuilder::slice(Value *vector, unsigned first, unsigned count) {
  SmallVector<int, 16> lanes;
  for (unsigned i = 0; i < count; ++i)
    lanes.push_back(static_cast<int>(first + i));
  return ir.CreateShuffleVector(vector, lanes);
}

} // namespace wasixc
