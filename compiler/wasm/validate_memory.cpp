// Memory instructions and the operands of vector lanes (validation, sections 3.4.6 and 3.4.8). Loads,
// stores and atomics have signatures; what is left to check are their immediates.
#include "compiler/wasm/function_validator.h"

namespace wasixc::wasm {

// Immediates of instructions with a signature.
bool FunctionValidator::checkImmediate(const Instruction &instruction, const OpcodeInfo &info) {
  switch (info.immediate) {
  case Immediate::Memory:
    return checkMemoryAccess(instruction, info);
  case Immediate::MemoryLane:
    return checkMemoryAccess(instruction, info) && checkLanes(instruction, info);
  case Immediate::Lane:
  case Immediate::Shuffle:
    return checkLanes(instruction, info);
  case Immediate::MemoryIndex:
    return checkMemory(instruction.index);
  case Immediate::MemoryInit:
    return checkMemory(instruction.secondIndex) && checkDataSegment(instruction.index);
  case Immediate::DataSegment:
    return checkDataSegment(instruction.index);
  default:
    return true;
  }
}

bool FunctionValidator::checkMemoryAccess(const Instruction &instruction, const OpcodeInfo &info) {
  const MemoryArgument &argument = instruction.memory;
  if (!checkMemory(argument.memory))
    return false;
  if (argument.alignment > info.argument)
    return fail("alignment must not be larger than natural");
  if (info.family == Family::Atomic && argument.alignment != info.argument)
    return fail("atomic alignment must be natural");
  bool is64 = module.memories[argument.memory].type.limits.is64;
  return is64 || argument.offset <= UINT32_MAX || fail("offset out of range: a 32-bit memory is accessed");
}

bool FunctionValidator::checkLanes(const Instruction &instruction, const OpcodeInfo &info) {
  if (info.immediate == Immediate::Shuffle) {
    for (uint8_t lane : instruction.v128)
      if (lane >= info.argument)
        return fail("invalid lane index " + llvm::Twine(unsigned(lane)));
    return true;
  }
  // A memory access is as wide as its natural alignment.
  unsigned lanes = info.immediate == Immediate::MemoryLane ? 16u >> info.argument : info.argument;
  return instruction.lane < lanes || fail("invalid lane index " + llvm::Twine(unsigned(instruction.lane)));
}

// memory.copy: the length has the smaller of the two address types.
bool FunctionValidator::validateMemory(const Instruction &instruction) {
  if (!checkMemory(instruction.index) || !checkMemory(instruction.secondIndex))
    return false;
  ValueType destination = memoryAddress(instruction.index);
  ValueType source = memoryAddress(instruction.secondIndex);
  ValueType length = destination == kI64 && source == kI64 ? kI64 : kI32;
  return pop({destination, source, length});
}

} // namespace wasixc::wasm
