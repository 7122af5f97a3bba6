// The run-time identifier of a type: what FunctionDescriptor::typeId and ImageType::id hold. The runtime
// computes it as well, for functions that it makes (closures).
#pragma once

#include <cstdint>
#include <string_view>

namespace wasixc::abi {

// Of the canonical text of a type (ImageType::canonical): FNV-1a. Equal texts are equal types; compiler and
// linker refuse modules in which different ones have the same identifier.
constexpr uint64_t typeId(std::string_view canonical) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char character : canonical)
    hash = (hash ^ static_cast<uint8_t>(character)) * 0x100000001b3;
  return hash;
}

// The types whose identifiers the runtime compares with on its own: of the entries of coroutines, and of the
// backing functions of closures. The compiler refuses modules in which another type has one of them, too.
constexpr std::string_view kCoroutineEntryType = "()->()";
constexpr std::string_view kClosureBackingType = "(i32 i32 i32)->()";

} // namespace wasixc::abi
