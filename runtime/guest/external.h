// What an instance imports, and what it exports.
//
// Function references among them are good for any instance: a function of an instance that may have foreign
// callers is referred to by a descriptor that switches to its owner's context (store.h).
#pragma once

#include "runtime/guest/host_function.h"
#include "runtime/guest/image.h"
#include "runtime/guest/memory.h"
#include "runtime/guest/table.h"
#include "runtime/guest/value.h"

#include <memory>
#include <string_view>
#include <variant>

namespace wasixc::guest {

struct FunctionExternal {
  const abi::FunctionDescriptor *descriptor;
  const Image *owner; // of the type
  uint32_t typeIndex;
};

// A global is its slot: in the owner's context, or wherever the host keeps it. The slot outlives the store.
struct GlobalExternal {
  abi::ValueKind type;
  bool isMutable;
  Value *slot;
  ReferenceType reference = {}; // when the type is a reference
};

// Two tags are the same if they are the same object.
struct Tag {
  std::string canonicalType; // its own: it may outlive the image that declares it
  std::string name;          // for messages
};

using External = std::variant<HostFunction, FunctionExternal, std::shared_ptr<Table>,
                              std::shared_ptr<LinearMemory>, GlobalExternal, std::shared_ptr<Tag>>;

// Whether `external` may serve the import: empty if so, else what the specification calls the failure.
std::string checkImport(const Image &image, const abi::ImageImport &import, const External &external);

} // namespace wasixc::guest
