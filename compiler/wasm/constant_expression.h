// Constant expressions reduced to what a consumer usually wants: one value that is known at compile time.
#pragma once

#include "compiler/wasm/module.h"

#include <variant>

namespace wasixc::wasm {

// A number or vector: its bits in the low bytes, little endian.
struct ConstantBits {
  ValueType type;
  std::array<uint8_t, 16> bytes = {};

  uint32_t asU32() const;
  uint64_t asU64() const;
};

struct ConstantNull {
  HeapType type;
};

struct ConstantFunction {
  uint32_t functionIndex;
};

struct ConstantGlobal {
  uint32_t globalIndex;
};

// monostate: only evaluation at instantiation can tell (arithmetic on imported globals, allocation of
// objects).
using ConstantValue =
    std::variant<std::monostate, ConstantBits, ConstantNull, ConstantFunction, ConstantGlobal>;

// Folds a validated constant expression. A lone `global.get` stays a ConstantGlobal.
ConstantValue foldConstant(const Module &module, const ConstantExpression &expression);

} // namespace wasixc::wasm
