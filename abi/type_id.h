// The run-time identifier of a type: what FunctionDescriptor::typeId and ImageType::id hold. The runtime
// computes it as well, for functions that it makes (closures).
//
// An indirect call compares identifiers where types must be equal, so whoever could choose a type with the
// identifier of another one could call a function under a wrong type, and make references out of numbers.
// Identifiers are therefore the first 64 bits of a SHA-256 digest: nobody can find a type for a given
// identifier. A pair of types with one identifier takes about 2^32 attempts, so compiler and loader still
// refuse modules in which different types have the same one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wasixc::abi {

using TypeDigest = std::array<uint8_t, 32>;

// Of the SHA-256 digest of a type's canonical text (ImageType::canonical): its first eight bytes,
// little-endian, that can be one. 0 is the identifier of functions that no guest may call through a table,
// and hash tables use the two largest numbers as marks.
constexpr uint64_t typeIdOf(const TypeDigest &digest) {
  constexpr size_t kBytes = sizeof(uint64_t);
  for (size_t begin = 0; begin < digest.size(); begin += kBytes) {
    uint64_t id = 0;
    for (size_t i = kBytes; i > 0; --i)
      id = id << 8 | digest[begin + i - 1];
    if (id != 0 && id < UINT64_MAX - 1)
      return id;
  }
  return 1;
}

// The types whose identifiers the runtime compares with on its own: of the entries of coroutines, and of the
// backing functions of closures. Every image is checked to use the identifiers for these types, and for no
// other.
struct KnownType {
  std::string_view canonical;
  uint64_t id;
};
constexpr KnownType kCoroutineEntryType = {"()->()", 0xe7ce57caa32d253a};
constexpr KnownType kClosureBackingType = {"(i32 i32 i32)->()", 0x7c8eba8f4f1b4f78};

} // namespace wasixc::abi
