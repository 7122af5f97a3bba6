// Import matching, as the specification's section on external typing has it.
#include "runtime/guest/external.h"

namespace wasixc::guest {

namespace {

// "iI:i" of the kinds of a function type.
std::string signatureOf(const Image &image, const abi::ImageType &type) {
  std::string signature;
  const auto append = [&](abi::Range values) {
    for (const abi::ValueKind kind : image.list<abi::ValueKind>(values))
      signature += "iIfFvrex"[static_cast<size_t>(kind)];
  };
  append(type.parameters);
  signature += ':';
  append(type.results);
  return signature;
}

// The current size counts as the minimum of what is there.
bool matchesLimits(const abi::ImageLimits &wanted, const abi::ImageLimits &declared, uint64_t size) {
  return wanted.is64 == declared.is64 && wanted.isShared == declared.isShared && size >= wanted.minimum &&
         declared.maximum <= wanted.maximum;
}

bool matches(const Image &image, const abi::ImageImport &import, const HostFunction &external) {
  return import.kind == abi::ExternalKind::Function &&
         serves(external, signatureOf(image, image.types()[import.index]));
}

// The function's type or one that it is declared a subtype of.
bool matches(const Image &image, const abi::ImageImport &import, const FunctionExternal &external) {
  if (import.kind != abi::ExternalKind::Function)
    return false;
  const std::string_view wanted = image.string(image.types()[import.index].canonical);
  const auto types = external.owner->types();
  for (uint32_t next = external.typeIndex + 1; next != 0; next = types[next - 1].supertype)
    if (external.owner->string(types[next - 1].canonical) == wanted)
      return true;
  return false;
}

bool matches(const Image &image, const abi::ImageImport &import, const std::shared_ptr<Table> &external) {
  if (import.kind != abi::ExternalKind::Table)
    return false;
  const abi::ImageTable &table = image.tables()[import.index];
  return image.referenceType(table.reference) == external->element() &&
         matchesLimits(table.limits, external->limits(), external->size());
}

bool matches(const Image &image, const abi::ImageImport &import,
             const std::shared_ptr<LinearMemory> &external) {
  return import.kind == abi::ExternalKind::Memory &&
         matchesLimits(image.memories()[import.index].limits, external->limits(), external->pages());
}

bool matches(const Image &image, const abi::ImageImport &import, const GlobalExternal &external) {
  if (import.kind != abi::ExternalKind::Global)
    return false;
  const abi::ImageGlobal &global = image.globals()[import.index];
  if (global.type != external.type || (global.isMutable != 0) != external.isMutable)
    return false;
  if (global.type < abi::ValueKind::FuncRef)
    return true;
  const ReferenceType wanted = image.referenceType(global.reference);
  return global.isMutable ? wanted == external.reference : isSubtype(external.reference, wanted);
}

bool matches(const Image &image, const abi::ImageImport &import, const std::shared_ptr<Tag> &external) {
  if (import.kind != abi::ExternalKind::Tag)
    return false;
  const abi::ImageTag &tag = image.tags()[import.index];
  return image.string(image.types()[tag.typeIndex].canonical) == external->canonicalType;
}

} // namespace

std::string checkImport(const Image &image, const abi::ImageImport &import, const External &external) {
  if (std::visit([&](const auto &it) { return matches(image, import, it); }, external))
    return "";
  return "incompatible import type of " + std::string(image.string(import.module)) + "." +
         std::string(image.string(import.name));
}

} // namespace wasixc::guest
