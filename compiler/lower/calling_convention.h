// How functions of a module take arguments and return results.
//
// Up to six integers (numbers and references) and eight floats or vectors travel in registers, as System V
// has it. Further arguments travel through the context's scratch area, laid out as System V lays out the
// stack; the caller writes them right before the call, the callee reads them first of all. So no call has
// arguments on the stack, and a function can end in a jump to any other one, whatever their types: that is
// what tail calls need. Calls whose arguments fit the registers, nearly all, are System V calls in every
// respect.
//
// LLVM promises such a jump ("musttail") only between functions of the same LLVM type. Functions that take
// part in tail calls therefore have the uniform type: a parameter for the descriptor and one for each
// argument register. In machine code that is the same convention: what a callee does not use, callers do not
// set.
#pragma once

#include "compiler/wasm/types.h"

#include "llvm/ADT/SmallVector.h"

namespace wasixc {

inline constexpr unsigned kIntegerRegisters = 6;
inline constexpr unsigned kVectorRegisters = 8;

// Which LLVM type a function or a call has.
enum class CallForm : uint8_t {
  Direct,     // the arguments in registers
  Descriptor, // the same behind the callee's descriptor
  Uniform,    // the descriptor, then every argument register
};

struct ArgumentPlace {
  enum Kind : uint8_t { Integer, Vector, Scratch };

  Kind kind;
  uint32_t index; // the register's number among its kind, or the offset in the scratch area
};

// One place per parameter.
llvm::SmallVector<ArgumentPlace, 8> placeArguments(const wasm::FunctionType &type);

} // namespace wasixc
