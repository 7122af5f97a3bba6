// Small questions about a module that need more than a field.
#include "compiler/wasm/module.h"

namespace wasixc::wasm {

llvm::StringRef toString(ExternalKind kind) {
  switch (kind) {
  case ExternalKind::Function:
    return "function";
  case ExternalKind::Table:
    return "table";
  case ExternalKind::Memory:
    return "memory";
  case ExternalKind::Global:
    return "global";
  case ExternalKind::Tag:
    return "tag";
  }
  return "";
}

llvm::ArrayRef<ValueType> Module::blockParams(const BlockType &type) const {
  if (type.kind == BlockType::Function)
    return types.function(type.typeIndex).params;
  return {};
}

llvm::ArrayRef<ValueType> Module::blockResults(const BlockType &type) const {
  if (type.kind == BlockType::Function)
    return types.function(type.typeIndex).results;
  if (type.kind == BlockType::Value)
    return type.value;
  return {};
}

} // namespace wasixc::wasm
