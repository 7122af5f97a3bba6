// Constant expressions of global initializers, segment offsets and elements.
#include "runtime/guest/instance.h"

namespace wasixc::guest {

namespace {

// Integer arithmetic wraps around at the width of its type.
Value combine(abi::ConstantOperation operation, Value left, Value right) {
  using Operation = abi::ConstantOperation;
  const auto narrow = [](uint64_t value) { return Value{static_cast<uint32_t>(value), 0}; };
  switch (operation) {
  case Operation::I32Add:
    return narrow(left.low + right.low);
  case Operation::I32Sub:
    return narrow(left.low - right.low);
  case Operation::I32Mul:
    return narrow(left.low * right.low);
  case Operation::I64Add:
    return {left.low + right.low, 0};
  case Operation::I64Sub:
    return {left.low - right.low, 0};
  case Operation::I64Mul:
    return {left.low * right.low, 0};
  default:
    return {};
  }
}

} // namespace

// Requires: what it refers to is there already. The image's check has followed the stack depth.
Value Instance::evaluate(abi::Range expression) const {
  std::vector<Value> stack;
  for (const abi::ImageConstant &constant : program->list<abi::ImageConstant>(expression)) {
    switch (constant.operation) {
    case abi::ConstantOperation::Constant:
      stack.push_back({constant.low, constant.high});
      break;
    case abi::ConstantOperation::GlobalGet:
      stack.push_back(global(constant.index));
      break;
    case abi::ConstantOperation::FunctionReference:
      stack.push_back({reinterpret_cast<uint64_t>(reference(constant.index)), 0});
      break;
    default: {
      const Value right = stack.back();
      stack.pop_back();
      stack.back() = combine(constant.operation, stack.back(), right);
    }
    }
  }
  return stack.back();
}

} // namespace wasixc::guest
