// The operand stack of the type checker. Below the start of an unreachable frame's rest the stack is
// polymorphic: it yields as many operands of type bottom as anybody asks for.
#include "compiler/wasm/function_validator.h"

namespace wasixc::wasm {

// A message shows only as much of the stack as the instruction would take.
bool FunctionValidator::mismatch(llvm::ArrayRef<ValueType> required) {
  llvm::ArrayRef<ValueType> present = operands;
  present = present.take_back(std::min(available(), required.size()));
  return fail("type mismatch: instruction requires " + toString(required) + " but stack has " +
              toString(present));
}

// Whether the top of the stack has these types; leaves it unchanged.
bool FunctionValidator::check(llvm::ArrayRef<ValueType> types) {
  size.movedValues += types.size();
  size_t present = std::min(available(), types.size());
  if (present < types.size() && !frames.back().isUnreachable)
    return mismatch(types);
  const ValueType *top = operands.end();
  const ValueType *expected = types.end();
  for (size_t index = 0; index < present; ++index, --top, --expected)
    if (top[-1] != expected[-1] && !module.types.isSubtype(top[-1], expected[-1]))
      return mismatch(types);
  return true;
}

bool FunctionValidator::pop(llvm::ArrayRef<ValueType> types) {
  if (!check(types))
    return false;
  operands.truncate(operands.size() - std::min(available(), types.size()));
  return true;
}

bool FunctionValidator::popAny(ValueType &type) {
  type = kBottom;
  if (available() > 0)
    type = operands.pop_back_val();
  else if (!frames.back().isUnreachable)
    return fail("type mismatch: instruction requires [any type] but stack has []");
  return true;
}

// Any reference; bottom becomes the bottom of references, which no number may be taken for.
bool FunctionValidator::popReference(ValueType &type) {
  if (!popAny(type))
    return false;
  if (type.isBottom())
    type = ValueType::reference(HeapKind::Bottom, false);
  return type.isReference() ||
         fail("type mismatch: instruction requires [reference type] but stack has [" + toString(type) + "]");
}

bool FunctionValidator::apply(llvm::ArrayRef<ValueType> params, llvm::ArrayRef<ValueType> results) {
  if (!pop(params))
    return false;
  push(results);
  return true;
}

} // namespace wasixc::wasm
