// The check of a call_indirect whose type has many subtypes: a function in the image, shared by all of them,
// finds the place of a run-time type identifier in the TypeHierarchy.
#pragma once

#include "compiler/lower/module_lowering.h"

namespace wasixc {

// Up to so many types are compared in place.
inline constexpr uint32_t kMostComparedTypes = 4;

// i64 -> i32: the position of the type with this identifier, or all ones.
llvm::Function *typePositionFunction(ModuleLowering &lowering);

// Defines it, if any type of the module has so many subtypes.
void defineTypePosition(ModuleLowering &lowering);

} // namespace wasixc
