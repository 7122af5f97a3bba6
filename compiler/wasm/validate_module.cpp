// Everything outside of function bodies (validation, sections 3.2 and 3.5): each index in range, each type
// well-formed, each constant expression constant and of the right type.
#include "compiler/wasm/function_validator.h"
#include "compiler/wasm/limits.h"
#include "compiler/wasm/validator.h"

#include "llvm/ADT/StringSet.h"

namespace wasixc::wasm {

namespace {
class ModuleValidator {
public:
  explicit ModuleValidator(const Module &module) : module(module) {
    importedGlobals = llvm::count_if(module.globals, [](const Global &global) { return global.isImported; });
  }

  llvm::Error validate();

private:
  llvm::Error validateTypes();
  llvm::Error checkTypeReferences(uint32_t index);
  llvm::Error checkSupertype(uint32_t index, std::vector<uint8_t> &depths);
  llvm::Error validateFunctions();
  llvm::Error validateTables();
  llvm::Error validateTable(const Table &table);
  llvm::Error validateMemories();
  llvm::Error validateMemory(const Memory &memory);
  llvm::Error validateTags();
  llvm::Error validateGlobals();
  llvm::Error validateExports();
  llvm::Error validateStart();
  llvm::Error validateElements();
  llvm::Error validateElement(const ElementSegment &segment);
  llvm::Error validateData();

  llvm::Error checkIndex(uint64_t offset, llvm::StringRef what, uint32_t index, size_t size);
  llvm::Error checkFunctionType(uint64_t offset, uint32_t index);
  llvm::Error checkValueType(uint64_t offset, ValueType type);
  llvm::Error checkConstant(const ConstantExpression &expression, ValueType type, uint32_t visibleGlobals);
  llvm::Error checkLimits(uint64_t offset, const Limits &limits);
  size_t spaceSize(ExternalKind kind) const;

  // The globals that offsets and elements may read.
  uint32_t constantGlobals() const {
    return module.features.has(Feature::Gc) ? module.globals.size() : importedGlobals;
  }

  const Module &module;
  uint32_t importedGlobals;
};

using Check = llvm::Error (ModuleValidator::*)();
} // namespace

llvm::Error validateModule(const Module &module) { return ModuleValidator(module).validate(); }

llvm::Error ModuleValidator::validate() {
  static constexpr Check kChecks[] = {
      &ModuleValidator::validateTypes,    &ModuleValidator::validateFunctions,
      &ModuleValidator::validateTags,     &ModuleValidator::validateMemories,
      &ModuleValidator::validateTables,   &ModuleValidator::validateGlobals,
      &ModuleValidator::validateExports,  &ModuleValidator::validateStart,
      &ModuleValidator::validateElements, &ModuleValidator::validateData,
  };
  for (Check check : kChecks)
    if (llvm::Error error = (this->*check)())
      return error;
  return llvm::Error::success();
}

llvm::Error ModuleValidator::checkIndex(uint64_t offset, llvm::StringRef what, uint32_t index, size_t size) {
  if (index < size)
    return llvm::Error::success();
  return makeDiagnostic(offset, "unknown " + what + " " + llvm::Twine(index));
}

llvm::Error ModuleValidator::checkFunctionType(uint64_t offset, uint32_t index) {
  if (llvm::Error error = checkIndex(offset, "type", index, module.types.size()))
    return error;
  if (module.types.isFunction(index))
    return llvm::Error::success();
  return makeDiagnostic(offset, "type mismatch: type " + llvm::Twine(index) + " is not a function type");
}

llvm::Error ModuleValidator::checkValueType(uint64_t offset, ValueType type) {
  if (!type.isReference() || !type.heap().isConcrete())
    return llvm::Error::success();
  return checkIndex(offset, "type", type.heap().typeIndex(), module.types.size());
}

llvm::Error ModuleValidator::checkConstant(const ConstantExpression &expression, ValueType type,
                                           uint32_t visibleGlobals) {
  return FunctionValidator(module).validateConstant(expression, type, visibleGlobals);
}

// First all references, because comparing structures follows them.
llvm::Error ModuleValidator::validateTypes() {
  for (uint32_t index = 0; index < module.types.size(); ++index)
    if (llvm::Error error = checkTypeReferences(index))
      return error;
  std::vector<uint8_t> depths(module.types.size());
  for (uint32_t index = 0; index < module.types.size(); ++index)
    if (llvm::Error error = checkSupertype(index, depths))
      return error;
  return llvm::Error::success();
}

// A type may refer to its own recursive group and to everything before; a supertype must come before.
llvm::Error ModuleValidator::checkTypeReferences(uint32_t index) {
  const SubType &type = module.types[index];
  uint32_t groupEnd = type.groupStart + type.groupSize;
  llvm::Error error = llvm::Error::success();
  auto checkType = [&](ValueType value) {
    if (!error && value.isReference() && value.heap().isConcrete())
      error = checkIndex(type.offset, "type", value.heap().typeIndex(), groupEnd);
  };
  llvm::for_each(type.function.params, checkType);
  llvm::for_each(type.function.results, checkType);
  for (const FieldType &field : type.fields)
    checkType(field.type);
  if (error)
    return error;
  if (type.function.results.size() > 1 && !module.features.has(Feature::MultiValue))
    return makeDiagnostic(type.offset, "invalid result arity");
  return type.supertype ? checkIndex(type.offset, "type", *type.supertype, index) : llvm::Error::success();
}

llvm::Error ModuleValidator::checkSupertype(uint32_t index, std::vector<uint8_t> &depths) {
  const SubType &type = module.types[index];
  if (!type.supertype)
    return llvm::Error::success();
  const SubType &super = module.types[*type.supertype];
  depths[index] = depths[*type.supertype] + 1;
  if (depths[index] > kMaxSubtypingDepth)
    return makeDiagnostic(type.offset, "sub type hierarchy too deep");
  if (super.isFinal)
    return makeDiagnostic(type.offset, "sub type " + llvm::Twine(index) + " of a final type");
  if (!module.types.structureMatches(type, super))
    return makeDiagnostic(type.offset, "sub type " + llvm::Twine(index) + " does not match its super type " +
                                           llvm::Twine(*type.supertype));
  return llvm::Error::success();
}

llvm::Error ModuleValidator::validateFunctions() {
  for (const Function &function : module.functions)
    if (llvm::Error error = checkFunctionType(function.offset, function.typeIndex))
      return error;
  return llvm::Error::success();
}

llvm::Error ModuleValidator::validateTags() {
  for (const Tag &tag : module.tags) {
    if (llvm::Error error = checkFunctionType(tag.offset, tag.type.typeIndex))
      return error;
    if (!module.types.function(tag.type.typeIndex).results.empty())
      return makeDiagnostic(tag.offset, "non-empty tag result type");
  }
  return llvm::Error::success();
}

llvm::Error ModuleValidator::checkLimits(uint64_t offset, const Limits &limits) {
  if (limits.hasMaximum && limits.minimum > limits.maximum)
    return makeDiagnostic(offset, "size minimum must not be greater than maximum");
  return llvm::Error::success();
}

llvm::Error ModuleValidator::validateMemories() {
  if (module.memories.size() > 1 && !module.features.has(Feature::MultiMemory))
    return makeDiagnostic(module.memories[1].offset, "multiple memories");
  for (const Memory &memory : module.memories)
    if (llvm::Error error = validateMemory(memory))
      return error;
  return llvm::Error::success();
}

llvm::Error ModuleValidator::validateMemory(const Memory &memory) {
  const Limits &limits = memory.type.limits;
  uint64_t maximumPages = uint64_t(1) << (limits.is64 ? 48 : 16);
  if (limits.minimum > maximumPages || (limits.hasMaximum && limits.maximum > maximumPages))
    return makeDiagnostic(memory.offset, limits.is64 ? "memory size must be at most 2^48 pages"
                                                     : "memory size must be at most 65536 pages (4GiB)");
  if (limits.isShared && !limits.hasMaximum)
    return makeDiagnostic(memory.offset, "shared memory must have maximum");
  return checkLimits(memory.offset, limits);
}

llvm::Error ModuleValidator::validateTables() {
  if (module.tables.size() > 1 && !module.features.has(Feature::ReferenceTypes))
    return makeDiagnostic(module.tables[1].offset, "multiple tables");
  for (const Table &table : module.tables)
    if (llvm::Error error = validateTable(table))
      return error;
  return llvm::Error::success();
}

llvm::Error ModuleValidator::validateTable(const Table &table) {
  const Limits &limits = table.type.limits;
  if (llvm::Error error = checkValueType(table.offset, table.type.element))
    return error;
  uint64_t maximum = limits.is64 ? UINT64_MAX : UINT32_MAX;
  if (limits.minimum > maximum || (limits.hasMaximum && limits.maximum > maximum))
    return makeDiagnostic(table.offset, "table size must be at most 2^32-1");
  if (llvm::Error error = checkLimits(table.offset, limits))
    return error;
  if (!table.initializer.empty())
    return checkConstant(table.initializer, table.type.element, importedGlobals);
  if (!table.isImported && !table.type.element.isDefaultable())
    return makeDiagnostic(table.offset, "type mismatch: a table of " + toString(table.type.element) +
                                            " needs an initial value");
  return llvm::Error::success();
}

llvm::Error ModuleValidator::validateGlobals() {
  for (uint32_t index = 0; index < module.globals.size(); ++index) {
    const Global &global = module.globals[index];
    if (llvm::Error error = checkValueType(global.offset, global.type.type))
      return error;
    if (global.isImported) {
      if (global.type.isMutable && !module.features.has(Feature::MutableGlobals))
        return makeDiagnostic(global.offset, "mutable globals cannot be imported");
      continue;
    }
    uint32_t visible = module.features.has(Feature::Gc) ? index : importedGlobals;
    if (llvm::Error error = checkConstant(global.initializer, global.type.type, visible))
      return error;
  }
  return llvm::Error::success();
}

size_t ModuleValidator::spaceSize(ExternalKind kind) const {
  switch (kind) {
  case ExternalKind::Function:
    return module.functions.size();
  case ExternalKind::Table:
    return module.tables.size();
  case ExternalKind::Memory:
    return module.memories.size();
  case ExternalKind::Global:
    return module.globals.size();
  case ExternalKind::Tag:
    return module.tags.size();
  }
  return 0;
}

llvm::Error ModuleValidator::validateExports() {
  llvm::StringSet<> names;
  for (const Export &entry : module.exports) {
    if (llvm::Error error =
            checkIndex(entry.offset, toString(entry.kind), entry.index, spaceSize(entry.kind)))
      return error;
    if (!names.insert(entry.name).second)
      return makeDiagnostic(entry.offset, "duplicate export name");
    bool isMutable = entry.kind == ExternalKind::Global && module.globals[entry.index].type.isMutable;
    if (isMutable && !module.features.has(Feature::MutableGlobals))
      return makeDiagnostic(entry.offset, "mutable globals cannot be exported");
  }
  return llvm::Error::success();
}

llvm::Error ModuleValidator::validateStart() {
  if (!module.start)
    return llvm::Error::success();
  if (llvm::Error error = checkIndex(module.startOffset, "function", *module.start, module.functions.size()))
    return error;
  const FunctionType &type = module.functionType(*module.start);
  if (!type.params.empty() || !type.results.empty())
    return makeDiagnostic(module.startOffset, "start function must take and return nothing");
  return llvm::Error::success();
}

llvm::Error ModuleValidator::validateElements() {
  for (const ElementSegment &segment : module.elements)
    if (llvm::Error error = validateElement(segment))
      return error;
  return llvm::Error::success();
}

llvm::Error ModuleValidator::validateElement(const ElementSegment &segment) {
  if (llvm::Error error = checkValueType(segment.offset, segment.type))
    return error;
  for (uint32_t function : segment.functions)
    if (llvm::Error error = checkIndex(segment.offset, "function", function, module.functions.size()))
      return error;
  for (const ConstantExpression &expression : segment.expressions)
    if (llvm::Error error = checkConstant(expression, segment.type, constantGlobals()))
      return error;
  if (segment.mode != SegmentMode::Active)
    return llvm::Error::success();
  if (llvm::Error error = checkIndex(segment.offset, "table", segment.tableIndex, module.tables.size()))
    return error;
  const TableType &table = module.tables[segment.tableIndex].type;
  if (!module.types.isSubtype(segment.type, table.element))
    return makeDiagnostic(segment.offset, "type mismatch: a segment of " + toString(segment.type) +
                                              " does not fit a table of " + toString(table.element));
  return checkConstant(segment.tableOffset, table.limits.addressType(), constantGlobals());
}

llvm::Error ModuleValidator::validateData() {
  for (const DataSegment &segment : module.data) {
    if (segment.mode != SegmentMode::Active)
      continue;
    if (llvm::Error error = checkIndex(segment.offset, "memory", segment.memoryIndex, module.memories.size()))
      return error;
    ValueType address = module.memories[segment.memoryIndex].type.limits.addressType();
    if (llvm::Error error = checkConstant(segment.memoryOffset, address, constantGlobals()))
      return error;
  }
  return llvm::Error::success();
}

} // namespace wasixc::wasm
