// The type checker of instruction sequences: function bodies and constant expressions (appendix,
// "validation algorithm"). One object checks one sequence. It keeps a stack of operand types and a stack of
// control frames; the rules of each instruction family are in the file validate_<family>.cpp.
//
// The checking methods return false after recording a diagnostic for the current instruction, so a rule
// reads as a conjunction of its conditions.
#pragma once

#include "compiler/wasm/function_size.h"
#include "compiler/wasm/module.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

namespace wasixc::wasm {

class FunctionValidator {
public:
  explicit FunctionValidator(const Module &module) : module(module) {}

  llvm::Error validateBody(const Function &function);

  // Of the body that has been validated.
  const FunctionSize &functionSize() const { return size; }

  // A constant expression of type `expected`. `visibleGlobals` is how many globals it may read: the
  // imported ones and, since garbage collection, those defined before it.
  llvm::Error validateConstant(const ConstantExpression &expression, ValueType expected,
                               uint32_t visibleGlobals);

private:
  struct ControlFrame {
    Opcode opcode; // Block for the function itself
    BlockType type;
    uint32_t height;            // of the operand stack at its start
    uint32_t initializedHeight; // of the stack of initialized locals at its start
    bool isUnreachable;
  };

  llvm::Error validateSequence(InstructionReader reader);
  bool validate(const Instruction &instruction);
  bool count(const Instruction &instruction);
  bool validateWithSignature(const Instruction &instruction, const OpcodeInfo &info);
  bool isConstant(const Instruction &instruction) const;
  bool fail(const llvm::Twine &text);
  llvm::Error takeError();

  // One per family.
  bool validateControl(const Instruction &instruction);
  bool validateException(const Instruction &instruction);
  bool validateVariable(const Instruction &instruction);
  bool validateTable(const Instruction &instruction);
  bool validateReference(const Instruction &instruction);
  bool validateMemory(const Instruction &instruction);
  bool validateGc(const Instruction &instruction);

  // Operand stack (operand_stack.cpp).
  void push(ValueType type) { operands.push_back(type); }
  void push(llvm::ArrayRef<ValueType> types) {
    operands.append(types.begin(), types.end());
    size.movedValues += types.size();
  }
  bool check(llvm::ArrayRef<ValueType> types);
  bool pop(llvm::ArrayRef<ValueType> types);
  bool popAny(ValueType &type);
  bool popReference(ValueType &type);
  // Pops `params` and pushes `results`.
  bool apply(llvm::ArrayRef<ValueType> params, llvm::ArrayRef<ValueType> results);
  size_t available() const { return operands.size() - frames.back().height; }
  bool mismatch(llvm::ArrayRef<ValueType> required);

  // Control stack (validate_control.cpp).
  void pushFrame(Opcode opcode, const BlockType &type);
  bool finishBlock();
  void popFrame();
  void setUnreachable();
  bool checkLabel(uint32_t label);
  // Requires: checkLabel(label). The result is valid until the control stack changes.
  llvm::ArrayRef<ValueType> labelTypes(uint32_t label) const;
  const ControlFrame &frameOf(uint32_t label) const { return frames[frames.size() - 1 - label]; }
  llvm::ArrayRef<ValueType> resultsOf(const ControlFrame &frame) const {
    return module.blockResults(frame.type);
  }
  llvm::ArrayRef<ValueType> functionResults() const { return resultsOf(frames.front()); }
  bool enterBlock(const Instruction &instruction);
  bool checkBlockType(const BlockType &type);
  bool validateIf(const Instruction &instruction);
  bool validateElse();
  bool validateEnd();
  bool validateBranch(const Instruction &instruction);
  bool validateConditionalBranch(const Instruction &instruction);
  bool validateBranchTable(const Instruction &instruction);
  bool validateCall(const Instruction &instruction);
  bool validateIndirectCall(const Instruction &instruction);
  bool validateReferenceCall(const Instruction &instruction);
  bool finishCall(const FunctionType &type, bool isTailCall);

  // Exceptions.
  bool validateTryTable(const Instruction &instruction);
  bool checkCatch(const CatchClause &clause);
  bool validateThrow(const Instruction &instruction);
  bool validateCatch(const Instruction &instruction);
  bool validateRethrow(const Instruction &instruction);
  bool validateDelegate(const Instruction &instruction);
  bool finishTryPart();

  // Variables.
  bool validateSelect();
  bool validateTypedSelect(const Instruction &instruction);
  bool validateLocal(const Instruction &instruction);
  bool validateGlobalGet(const Instruction &instruction);
  bool validateGlobalSet(const Instruction &instruction);
  bool isInitialized(uint32_t local) const;
  void markInitialized(uint32_t local);

  // Memory.
  bool checkMemoryAccess(const Instruction &instruction, const OpcodeInfo &info);
  bool checkImmediate(const Instruction &instruction, const OpcodeInfo &info);
  bool checkLanes(const Instruction &instruction, const OpcodeInfo &info);

  // References and tables.
  bool validateReferenceFunction(const Instruction &instruction);
  bool validateBranchOnNull(const Instruction &instruction);
  bool validateBranchOnNonNull(const Instruction &instruction);
  bool validateTableInit(const Instruction &instruction);
  bool validateTableCopy(const Instruction &instruction);

  // Garbage collection.
  bool validateGcReference(const Instruction &instruction);
  bool validateStruct(const Instruction &instruction);
  bool validateStructNew(const Instruction &instruction, const SubType &type);
  bool validateArray(const Instruction &instruction);
  bool validateArrayNew(const Instruction &instruction, const FieldType &element);
  bool validateArrayAccess(const Instruction &instruction, const FieldType &element);
  bool validateArrayCopy(const Instruction &instruction, const FieldType &element);
  bool validateArraySegment(const Instruction &instruction, const FieldType &element);
  bool validateCast(const Instruction &instruction);
  bool validateBranchOnCast(const Instruction &instruction);
  bool checkPackedAccess(const FieldType &field, Opcode opcode, Opcode plain);

  // Index spaces: each reports "unknown <thing> <index>".
  bool checkIndex(const char *what, uint32_t index, size_t size);
  bool checkType(uint32_t index) { return checkIndex("type", index, module.types.size()); }
  bool checkTypeKind(uint32_t index, CompositeKind kind);
  bool checkFunction(uint32_t index) { return checkIndex("function", index, module.functions.size()); }
  bool checkTable(uint32_t index) { return checkIndex("table", index, module.tables.size()); }
  bool checkMemory(uint32_t index) { return checkIndex("memory", index, module.memories.size()); }
  bool checkTag(uint32_t index) { return checkIndex("tag", index, module.tags.size()); }
  bool checkDataSegment(uint32_t index);
  bool checkElementSegment(uint32_t index) {
    return checkIndex("elem segment", index, module.elements.size());
  }
  bool checkHeapType(HeapType type) { return !type.isConcrete() || checkType(type.typeIndex()); }
  bool checkValueType(ValueType type) { return !type.isReference() || checkHeapType(type.heap()); }

  ValueType memoryAddress(uint32_t memory) const { return module.memories[memory].type.limits.addressType(); }
  ValueType tableAddress(uint32_t table) const { return module.tables[table].type.limits.addressType(); }

  const Module &module;
  bool isConstantExpression = false;
  uint32_t visibleGlobals = 0;
  LocalTypes locals;
  uint32_t parameterCount = 0;
  llvm::DenseSet<uint32_t> initialized; // of the locals without a default value
  std::vector<uint32_t> initializedStack;
  llvm::SmallVector<ValueType, 64> operands;
  llvm::SmallVector<ControlFrame, 16> frames;
  FunctionSize size;
  uint64_t movedValuesLimit = UINT64_MAX;
  uint64_t runLength = 0; // instructions since control flow forked or joined
  uint32_t openLoops = 0;
  uint32_t openHandlers = 0;
  uint64_t offset = 0; // of the current instruction
  std::unique_ptr<Diagnostic> failure;
};

// The operand types a letter of a signature in opcodes.def stands for.
ValueType signatureType(char letter, ValueType addressType);

} // namespace wasixc::wasm
