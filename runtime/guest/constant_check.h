// Whether the constants of an image have the types of the places that they are for: a number must not become
// a reference, nor a function one of another type.
#pragma once

#include "runtime/guest/reference_type.h"
#include "runtime/guest/unchecked_image.h"

#include <optional>
#include <vector>

namespace wasixc::guest {

// Requires: the image's lists are in bounds, and its types, imports and descriptors are sound.
class ConstantCheck {
public:
  explicit ConstantCheck(const UncheckedImage &image);

  // Of a descriptor or an import. Empty if there is no such function.
  std::optional<uint32_t> typeOfFunction(abi::FunctionIndex index) const;

  // Whether the reference to the function (or null) may lie in a place of this type.
  bool accepts(const ReferenceType &place, abi::FunctionIndex function) const;

  // Whether the expression has a value of this kind, without reading a global that is not initialized before
  // global `globals` is. Of references, the place accepts it.
  bool isNumber(abi::Range expression, abi::ValueKind kind, uint32_t globals) const;
  bool isReference(abi::Range expression, const ReferenceType &place, uint32_t globals) const;

  // Requires: holds<char>(reference.concrete).
  ReferenceType typeOf(const abi::ImageReference &reference) const;

private:
  bool isInitialized(uint32_t global, uint32_t globals) const;
  bool isSubtypeOf(uint32_t type, std::string_view super) const;
  bool isSubtypeOf(const ReferenceType &sub, const ReferenceType &super) const;

  const UncheckedImage &image;
  std::vector<uint32_t> importTypes; // of functions
};

// What holds references of a heap type.
abi::ValueKind kindOf(abi::HeapKind heap);

} // namespace wasixc::guest
